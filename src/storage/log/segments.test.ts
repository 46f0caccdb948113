import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA } from '../../testing/sample-log';
import { LOG_FILE, NEXT_LOG_FILE } from './log-format';
import { isArchived, listLog, logFiles, sealedName, sealedSegment } from './segments';

const sealed = (...bases: number[]) => bases.map((base) => ({ file: sealedName(base), base }));

test('the name of a sealed segment says its first event, and nothing else is one', () => {
  assert.equal(sealedName(41), 'events-0000000000000042.raftlog');
  assert.deepEqual(sealedSegment(sealedName(41)), { file: sealedName(41), base: 41 });
  const others = [`x${sealedName(1)}`, `${sealedName(1)}.sha256`, 'events-42.raftlog', LOG_FILE];
  assert.deepEqual(others.map(sealedSegment), [undefined, undefined, undefined, undefined]);
});

test('the segments are listed oldest first, whatever else is there', () => {
  const names = [sealedName(9), 'x', LOG_FILE, sealedName(0), `${LOG_FILE}.head`];
  assert.deepEqual(logFiles(names), { sealed: sealed(0, 9), active: LOG_FILE });
  assert.deepEqual(logFiles([]), { sealed: [], active: undefined });
});

test('the segment that was about to grow counts when its predecessor has been sealed', () => {
  assert.equal(logFiles([NEXT_LOG_FILE, sealedName(0)]).active, NEXT_LOG_FILE);
  assert.equal(logFiles([NEXT_LOG_FILE]).active, undefined, 'it takes the place of nothing');
  assert.equal(logFiles([NEXT_LOG_FILE, LOG_FILE]).active, LOG_FILE);
  assert.equal(logFiles([NEXT_LOG_FILE, LOG_FILE, sealedName(0)]).active, LOG_FILE);
});

test('the archive is the beginning of the log; what is in both places is read where it was', async () => {
  const archive = [sealedName(0), sealedName(5), 'x'];
  const listed = logFiles([sealedName(5), sealedName(9), LOG_FILE], archive);
  const [first, second] = listed.sealed;
  assert.deepEqual(first, { file: `archive/${sealedName(0)}`, base: 0 });
  assert.deepEqual(listed.sealed.slice(1), sealed(5, 9));
  assert.deepEqual(
    [first, second].map((one) => one && isArchived(one)),
    [true, false],
  );
  const disk = new MemoryDisk();
  for (const name of [
    sealedName(5),
    sealedName(9),
    LOG_FILE,
    ...archive.map((file) => `archive/${file}`),
  ])
    disk.put(`${DATA}/${name}`, Buffer.alloc(0));
  assert.deepEqual(await listLog(disk, DATA), listed);
  assert.deepEqual(disk.trace, ['entries data', 'entries archive'], 'the directory first');
});

test('a directory without an archive is asked for none', async () => {
  const disk = new MemoryDisk();
  disk.put(`${DATA}/${LOG_FILE}`, Buffer.alloc(0));
  assert.deepEqual(await listLog(disk, DATA), { sealed: [], active: LOG_FILE });
  assert.deepEqual(disk.trace, ['entries data']);
});
