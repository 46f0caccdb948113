// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { drive } from '../load/drive.mjs';
import { memory as memoryOf } from '../proc.mjs';
import { checkCount, withServer } from './session.mjs';

const SETTLE_MS = 10_000;
const STEADY_MS = 2_000;

/**
 * Resident memory of a fresh server after 100,000 small articles in lots of 1,000.
 * @type {import('./session.mjs').Session}
 */
export const memory = {
  workloads: ['memory'],
  contenders: ['bare', 'hono-map', 'sqlite-normal', 'lithair-disk'],
  once: true,
  run: ({ contender, dir, record }) =>
    withServer(contender, dir, async (server) => {
      const idle = memoryOf(server.pid);
      if (idle === null) return; // no /proc on this system
      const load = { url: server.url, serverPid: server.pid, connections: 4 };
      await drive({ ...load, kind: 'bulk', extent: { requests: 100 } });
      await checkCount(server, 100_000);
      const { rssMb, peakMb } = await settled(server.pid);
      record('memory', { value: rssMb, facts: { idleMb: idle.rssMb, peakMb } });
    }),
};

/**
 * Waits until the resident memory has changed by less than 1 % for two seconds, ten at most:
 * the writes are on disk by then and the allocator has given back what it will.
 * @param {number} pid
 */
async function settled(pid) {
  const end = performance.now() + SETTLE_MS;
  let since = performance.now();
  let reference = memoryOf(pid);
  let last = reference;
  while (performance.now() < end && performance.now() - since < STEADY_MS) {
    await sleep(100);
    last = memoryOf(pid);
    if (last === null || reference === null) break;
    if (Math.abs(last.rssMb - reference.rssMb) > reference.rssMb / 100) {
      reference = last;
      since = performance.now();
    }
  }
  if (last === null) throw new Error('the server ended while its memory was read');
  return last;
}
