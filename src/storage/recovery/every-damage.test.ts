import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordsOf } from '../../testing/log-surgery';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, LOG, writeLog } from '../../testing/sample-log';
import { seeded } from '../../testing/test-environment';
import { ENCODINGS, type EncodingName } from '../log/encoding';
import { examine } from './data-directory';
import type { Verdict } from './verdict';

/** Bits of each byte that are flipped; `LITHAIR_FLIPS=8` takes them all. */
const FLIPS = Number(process.env['LITHAIR_FLIPS'] ?? 1);
const EVENTS = 200;
const PER_BATCH = 8;

/** For each byte of a log: where its record starts, and the event that is damaged with it. */
interface Place {
  readonly offset: number;
  readonly seq: number;
}

async function witnessed(encoding: EncodingName): Promise<{ disk: MemoryDisk; places: Place[] }> {
  const disk = new MemoryDisk();
  await writeLog(disk, EVENTS, { perBatch: PER_BATCH, close: true, encoding, payload: '{}' });
  const places: Place[] = [];
  let seq = 0;
  // The header, then batches: a marker and events.
  for (const [index, record] of recordsOf(Buffer.from(disk.content(LOG)), encoding).entries()) {
    const offset = places.length;
    const isEvent = index > 0 && (index - 1) % (PER_BATCH + 1) > 0;
    for (let at = 0; at < record.length; at += 1) places.push({ offset, seq: seq + 1 });
    if (isEvent) seq += 1;
  }
  assert.equal(seq, EVENTS);
  return { disk, places };
}

const verdictOn = async (disk: MemoryDisk): Promise<Verdict> =>
  (await examine(disk, DATA, { onEvent: () => undefined })).verdict;

function requireLocated(verdict: Verdict, { offset, seq }: Place, what: string): void {
  if (verdict.kind === 'corrupt' && verdict.offset === offset && verdict.seq === seq) return;
  assert.deepEqual(verdict, { kind: 'corrupt', offset, seq }, what);
}

for (const encoding of ENCODINGS) {
  test(`${encoding}: a log of ${EVENTS} events cut at any byte is corrupt, and the place is named (INV-2)`, async () => {
    const { disk, places } = await witnessed(encoding);
    const whole = Buffer.from(disk.content(LOG));
    for (let size = 0; size < whole.length; size += 1) {
      disk.put(LOG, whole.subarray(0, size));
      requireLocated(await verdictOn(disk), places[size] as Place, `cut to ${size}`);
    }
    disk.put(LOG, whole);
    assert.equal((await verdictOn(disk)).kind, 'clean');
  });

  test(`${encoding}: ${FLIPS} of 8 bits of each byte of ${EVENTS} events flipped, each is found and named (INV-2)`, async () => {
    const { disk, places } = await witnessed(encoding);
    const bytes = Buffer.from(disk.content(LOG));
    const random = seeded(1);
    for (const [at, place] of places.entries()) {
      const honest = bytes[at] as number;
      const first = Math.floor(random() * 8);
      for (let flip = 0; flip < FLIPS; flip += 1) {
        bytes[at] = honest ^ (1 << ((first + flip) % 8));
        disk.put(LOG, bytes);
        requireLocated(await verdictOn(disk), place, `byte ${at}, bit ${(first + flip) % 8}`);
      }
      bytes[at] = honest;
    }
  });
}
