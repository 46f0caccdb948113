import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoggedEvent } from '../../engine/event';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, eventOf, FORMS, LOG, openStorage, recoverSample } from '../../testing/sample-log';
import { VERSION_4_LOGS } from '../../testing/version-4-logs';
import { readEvents } from '../recovery/read-events';
import { verifyDirectory } from '../recovery/verify';
import type { LogHeader } from './segment-header';
import { readFirstHeader } from './segment-sequence';

const NAMES = ['title', 'content'];

const headerBehind = async (disk: MemoryDisk, base: number): Promise<LogHeader> =>
  (await readFirstHeader(disk, DATA, base)) as LogHeader;

async function eventsOf(disk: MemoryDisk): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for await (const page of readEvents(disk, DATA, { isWhole: true })) events.push(...page.events);
  return events;
}

for (const { formName } of FORMS) {
  const log = VERSION_4_LOGS[formName as keyof typeof VERSION_4_LOGS];

  test(`${formName}: a log of version 4 is read, and goes on in a segment that its reader refuses`, async () => {
    const disk = new MemoryDisk();
    disk.put(LOG, log);
    const recovered = await recoverSample(disk);
    assert.deepEqual([recovered.end.seq, recovered.torn], [3, undefined]);
    const storage = await openStorage(disk, recovered);
    assert.deepEqual(disk.content(`${DATA}/events-0000000000000001.raftlog`), log, 'as it was');
    const { version, min_reader, schema, base_seq } = await headerBehind(disk, 3);
    assert.deepEqual([version, min_reader, base_seq], [5, 5, 3]);
    assert.deepEqual(schema, recovered.header.schema);
    const batch = storage.newBatch();
    const updated = { ...eventOf(4), type: 'ArticleUpdated', changed: NAMES };
    batch.add([updated], () => undefined);
    await storage.append(batch);
    await storage.close();
    const events = await eventsOf(disk);
    const told = events.map(({ seq, type, changed }) => [seq, type, changed]);
    assert.deepEqual(told, [
      [1, 'ArticleCreated', undefined],
      [2, 'ArticleUpdated', undefined],
      [3, 'ArticleDeleted', undefined],
      [4, 'ArticleUpdated', NAMES],
    ]);
    assert.deepEqual(events[1]?.request, { key: 'k', fingerprint: 'f'.repeat(32) });
    assert.deepEqual(events[3]?.payload, updated.payload);
    const { verdict } = await verifyDirectory(disk, DATA);
    assert.equal(verdict, 'clean');
    const again = await openStorage(disk, await recoverSample(disk));
    await again.close();
    assert.equal((await headerBehind(disk, 3)).base_seq, 3, 'no further segment');
    assert.ok(!disk.paths().includes(`${DATA}/events-0000000000000004.raftlog`));
  });
}

test('a log of version 4 that holds nothing yet is begun anew', async () => {
  const disk = new MemoryDisk();
  const { json } = VERSION_4_LOGS;
  disk.put(LOG, json.subarray(0, json.indexOf('\n') + 1));
  const storage = await openStorage(disk, await recoverSample(disk));
  await storage.close();
  assert.equal((await headerBehind(disk, 0)).min_reader, 5);
  assert.deepEqual(
    disk.paths().filter((path) => path.endsWith('.raftlog')),
    [LOG],
  );
});
