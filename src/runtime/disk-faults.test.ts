import assert from 'node:assert/strict';
import { once } from 'node:events';
import path from 'node:path';
import { after, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { DURABILITIES } from '../storage/log/event-log';
import type { Loop } from '../testing/faults/strike';

/**
 * The lives are lived in a worker: the test runner follows every promise of its own thread, which
 * takes twice the time of the lives themselves. It reads TypeScript as this thread does.
 */
const IN_WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { strikeEverything, strikeOnce } = require(workerData);
  parentPort.on('message', ({ loop, one }) => {
    const lives = one === undefined ? strikeEverything(loop) : strikeOnce(one);
    const answer = (message) => parentPort.postMessage(message);
    lives.then((count) => answer({ count }), ({ message }) => answer({ count: 0, message }));
  });
`;

const workerData = path.resolve(__dirname, '../testing/faults/strike.ts');
const worker = new Worker(IN_WORKER, { eval: true, workerData });
after(() => worker.terminate());

async function livesOf(what: { loop?: Loop; one?: string }): Promise<number> {
  worker.postMessage(what);
  const [{ count, message }] = (await once(worker, 'message')) as [
    { count: number; message?: string },
  ];
  assert.equal(message, undefined, message);
  return count;
}

/** The case that a failure names, alone: FAULT_CASE='{"durability":…}' npm run unit -- disk-faults. */
const one = process.env['FAULT_CASE'];
if (one !== undefined) test(one, async () => assert.equal(await livesOf({ one }), 1));

const DISKS = {
  '': { isFull: false, isBusy: false },
  ', of a disk that is full for a while': { isFull: true, isBusy: false },
};

for (const durability of one === undefined ? DURABILITIES : []) {
  for (const [title, disk] of Object.entries(DISKS)) {
    test(`${durability}: an I/O error at each operation in turn${title}`, async () => {
      const lives = await livesOf({ loop: { durability, ...disk } });
      assert.ok(lives > 150, `${lives} lives`);
    });
  }
}
