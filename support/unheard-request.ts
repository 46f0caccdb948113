import { connect } from 'node:net';
import { readFileSync } from 'node:fs';

import { eventually } from './eventually';
import type { KeyedRequest } from './keyed-requests';
import type { LithairWorld } from './lithair-world';
import { logPath } from './raftlog-reader';

const PATIENCE_MS = 20_000;

/**
 * Sends a request on a socket that nobody reads, and kills the server as soon as the request is in
 * the log: it took effect, and its client never hears of it.
 */
export async function killOnceWritten(world: LithairWorld, keyed: KeyedRequest): Promise<void> {
  const { hostname, port, host } = new URL(world.server.origin);
  const { key, request, body = '' } = keyed;
  const socket = connect(Number(port), hostname);
  socket.pause();
  socket.on('error', () => undefined); // the server is killed on purpose
  socket.write(
    `${request} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n` +
      `idempotency-key: ${key}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  await eventually(() => readFileSync(logPath(world.dataDir)).includes(`"${key}"`), {
    withinMs: PATIENCE_MS,
    everyMs: 1,
    what: 'the request reaches the log',
  });
  await world.kill();
  socket.destroy();
  world.keyed.note(keyed);
}
