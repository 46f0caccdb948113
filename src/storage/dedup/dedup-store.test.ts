import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DedupIndex } from '../../engine/dedup-index';
import type { LoggedEvent } from '../../engine/event';
import { REFERENCE_MODELS } from '../../reference/models';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode } from '../../testing/open-node';
import { DATA } from '../../testing/sample-log';
import { testEnvironment } from '../../testing/test-environment';
import { recover } from '../recovery/recovery';
import { readSnapshotHeader } from '../snapshot/read-snapshot';
import { SNAPSHOT_FILE } from '../snapshot/snapshot-format';
import { DEDUP_FILE, type UnusableDedup } from './dedup-file';
import { loadDedup, type SnapshotPlace } from './dedup-store';

const FILE = `${DATA}/${DEDUP_FILE}`;
const SNAPSHOT = `${DATA}/${SNAPSHOT_FILE}`;
const LIMITS = { keysMax: 30, bytesMax: 1_000_000, ageMaxS: 1000 };
const LIVES = 8;
const BRANCH = 3;

/** A directory after each of its clean stops. */
type History = readonly MemoryDisk[];

/** Lives of a node, from a stop (or from nothing): some writes with a key, some without. */
async function live(start: MemoryDisk, name: string, lives: number, seed = 1): Promise<History> {
  const history: MemoryDisk[] = [];
  let disk = start;
  for (let life = 0; life < lives; life += 1) {
    const node = await openNode(disk, { dedupKeysMax: LIMITS.keysMax }, testEnvironment(seed));
    for (let n = 0; n < 7; n += 1) {
      const id = `${name}-${life}-${n}`;
      const value = { id, title: 'Été', content: 'x'.repeat(n) };
      const options = n % 3 === 0 ? {} : { idempotencyKey: `key-${id}` };
      await node.execute({ kind: 'create', model: 'articles', value }, options);
    }
    await node.close();
    history.push(disk.afterKill());
    disk = disk.afterKill();
  }
  return history;
}

async function eventsOf(disk: MemoryDisk): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  const copy = disk.afterKill();
  const place = { disk: copy, environment: testEnvironment(), directory: DATA };
  await recover(place, {
    encoding: 'json',
    hashChain: false,
    onEvent: (event) => events.push(event),
  });
  return events;
}

function indexOf(events: readonly LoggedEvent[], index = emptyIndex()): DedupIndex {
  for (const event of events) index.apply(event);
  return index;
}

const emptyIndex = (): DedupIndex => new DedupIndex(REFERENCE_MODELS, LIMITS);

/** A directory with nothing in it but a file of keys. */
function directoryOf(file: Buffer): MemoryDisk {
  const disk = new MemoryDisk();
  disk.put(FILE, file);
  return disk;
}

async function placeOf(disk: MemoryDisk): Promise<SnapshotPlace> {
  const header = await readSnapshotHeader(await disk.open(SNAPSHOT, 'read'));
  assert.ok(header !== undefined);
  return header;
}

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (length: number, fraction: number): number => Math.floor(length * fraction);

/** What may happen to a file. */
const damage = fc.oneof(
  fc.constant((bytes: Buffer) => bytes),
  fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(([where, mask]) => (bytes: Buffer) => {
    const flipped = Buffer.from(bytes);
    const index = at(bytes.length, where);
    flipped[index] = (flipped[index] as number) ^ mask;
    return flipped;
  }),
  place.map((where) => (bytes: Buffer) => bytes.subarray(0, at(bytes.length, where))),
  fc.uint8Array({ minLength: 1, maxLength: 30 }).map((more) => (bytes: Buffer) => {
    return Buffer.concat([bytes, more]);
  }),
  fc.tuple(place, place).map(([from, to]) => (bytes: Buffer) => {
    const lines = bytes.toString('latin1').split(/(?<=\n)/);
    const [moved = ''] = lines.splice(at(lines.length, from), 1);
    lines.splice(at(lines.length, to), 0, moved);
    return Buffer.from(lines.join(''), 'latin1');
  }),
  place.map((where) => (bytes: Buffer) => {
    const lines = bytes.toString('latin1').split(/(?<=\n)/);
    return Buffer.from(lines.toSpliced(at(lines.length, where), 1).join(''), 'latin1');
  }),
);

test('5,000 files that are damaged, stale, foreign or of a log put back: never a wrong key', async () => {
  const ours = await live(new MemoryDisk(), 'ours', LIVES);
  // Names of one length: the lines of both branches end at the same bytes.
  const putBack = await live((ours[BRANCH] as MemoryDisk).afterKill(), 'hers', LIVES - BRANCH);
  const foreign = await live(new MemoryDisk(), 'ours', LIVES, 2);
  const events = await eventsOf(ours[LIVES - 1] as MemoryDisk);
  const truth = indexOf(events).dump();
  const places = await Promise.all(ours.map(placeOf));
  const files = [...ours, ...putBack, ...foreign].map((disk) => disk.content(FILE));
  const isForeign = (file: number): boolean => file >= files.length - LIVES;
  let used = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(files.length - 1),
      damage,
      fc.nat(LIVES - 1),
      async (file, change, life) => {
        const place = places[life] as SnapshotPlace;
        const bytes = change(files[file] as Buffer);
        const isIntact = bytes.equals(files[file] as Buffer);
        const found = await loadDedup(directoryOf(bytes), DATA, place);
        assert.equal('unusable' in found, !(isIntact && file === life), JSON.stringify(place));
        if (isIntact && isForeign(file))
          assert.match((found as UnusableDedup).unusable, /^it belongs to log/);
        if ('unusable' in found) return;
        used += 1;
        const index = emptyIndex();
        index.restore(place.seq, found.entries);
        assert.deepEqual(indexOf(events.slice(place.seq), index).dump(), truth);
      },
    ),
    { numRuns: 5_000 },
  );
  assert.ok(used > 5, `${used} files were used: the others prove little alone`);
});

test('a file is used at the very place that it was written with, in the log that it is of', async () => {
  const [life] = (await live(new MemoryDisk(), 'ours', 1)) as [MemoryDisk];
  const place = await placeOf(life);
  const reasonAt = async (changed: Partial<SnapshotPlace>): Promise<string | undefined> => {
    const found = await loadDedup(life, DATA, { ...place, ...changed });
    return 'unusable' in found ? found.unusable : undefined;
  };
  const { seq, log_id } = place;
  assert.equal(await reasonAt({}), undefined);
  assert.equal(await reasonAt({ log_id: 'f' }), `it belongs to log ${log_id}`);
  assert.equal(await reasonAt({ seq: 9 }), `it was written at event ${seq}, not 9`);
  for (const other of [{ base: 1 }, { offset: 1 }, { crc: 1 }])
    assert.equal(await reasonAt(other), `it was written with another event ${seq}`);
  assert.equal(await reasonAt({ timestamp: 1 }), undefined, 'the checksum says it');
});

test('a missing file, an unreadable one and a failing disk are said, never thrown', async () => {
  const [life] = (await live(new MemoryDisk(), 'ours', 1)) as [MemoryDisk];
  const place = await placeOf(life);
  const failing = directoryOf(life.content(FILE));
  assert.ok(!('unusable' in (await loadDedup(failing, DATA, place))));
  failing.faults = (operation) => {
    if (operation === 'read') throw new Error('EIO');
  };
  assert.deepEqual(await loadDedup(failing, DATA, place), { unusable: 'EIO' });
  const missing = { unusable: 'there is none' };
  assert.deepEqual(await loadDedup(new MemoryDisk(), '/none', place), missing);
});

test('a start from a snapshot knows every key, whatever became of the file (INV-6, INV-7)', async () => {
  const [life] = (await live(new MemoryDisk(), 'ours', 1)) as [MemoryDisk];
  const [other] = (await live(new MemoryDisk(), 'ours', 1, 2)) as [MemoryDisk];
  const flipped = Buffer.from(life.content(FILE));
  flipped[100] = (flipped[100] as number) ^ 1;
  const files = {
    whole: life.content(FILE),
    missing: undefined,
    flipped,
    other: other.content(FILE),
  };
  for (const [name, file] of Object.entries(files)) {
    const disk = life.afterKill();
    if (file === undefined) disk.forget(FILE);
    else disk.put(FILE, file);
    const misses: string[] = [];
    const node = await openNode(disk, { onCacheMiss: (missed) => misses.push(missed) });
    assert.deepEqual(misses, name === 'whole' ? [] : [DEDUP_FILE], name);
    const options = { idempotencyKey: 'key-ours-0-1' };
    const value = { id: 'ours-0-1', title: 'Été', content: 'x' };
    const { seq } = await node.execute({ kind: 'create', model: 'articles', value }, options);
    assert.equal(seq, 2, `${name}: the first answer`);
    assert.equal(
      node.withState((state) => state.lastSeq),
      7,
      `${name}: no second effect`,
    );
    await node.close();
  }
});

test('a file too large to be one of ours is not read', async () => {
  const [life] = (await live(new MemoryDisk(), 'ours', 1)) as [MemoryDisk];
  const large = directoryOf(life.content(FILE));
  const open = large.open.bind(large);
  large.open = async (file, access) => {
    const opened = await open(file, access);
    opened.size = () => Promise.resolve(2 ** 40);
    return opened;
  };
  const found = await loadDedup(large, DATA, await placeOf(life));
  assert.deepEqual(found, { unusable: 'it has 1099511627776 bytes' });
});
