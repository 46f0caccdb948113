import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, test } from 'node:test';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';

// The product's own timers never keep a process alive.
const alive = setInterval(() => undefined, 1_000);
after(() => clearInterval(alive));

test('a connection on which nothing was ever said does not hold up a stop', async () => {
  const node = await openNode(new MemoryDisk());
  const { port } = await node.listen(0);
  const silent = net.connect(port, '127.0.0.1').on('error', () => undefined);
  await once(silent, 'connect');
  const ended = once(silent, 'close');
  const started = performance.now();
  await node.close();
  await ended;
  const ms = performance.now() - started;
  // A request in progress may take ten seconds.
  assert.ok(ms < 8_000, `it took ${ms} ms`);
});

test('a request that is on its way when the node stops is answered', async () => {
  const node = await openNode(new MemoryDisk());
  const { port } = await node.listen(0);
  const late = net.connect(port, '127.0.0.1').on('error', () => undefined);
  await once(late, 'connect');
  let text = '';
  late.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const ended = once(late, 'close');
  const closed = node.close();
  late.write('GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
  await Promise.all([closed, ended]);
  assert.match(text, /^HTTP\/1\.1 200 /);
});
