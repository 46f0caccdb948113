import type { EncodingName } from '../storage/log/encoding';

/** The header and the records of a segment, one piece each: joined they are the file. */
export function recordsOf(content: Buffer, encoding: EncodingName): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < content.length;) {
    const isLine = at === 0 || encoding === 'json';
    const end = isLine ? content.indexOf(0x0a, at) + 1 : at + 12 + content.readUInt32LE(at + 8);
    records.push(content.subarray(at, end));
    at = end;
  }
  return records;
}

/** A way to damage a file, and its name for whoever reads a failure. */
export interface Damaged {
  readonly what: string;
  readonly content: Buffer;
}

/**
 * One drawn damage: cuts, flips, and what a disk or a hand does to whole records and blocks
 * (deleted, repeated, swapped, spliced, from another log, zeroed, overwritten with garbage).
 * @param foreign records of another log.
 */
export function damaged(
  records: readonly Buffer[],
  foreign: readonly Buffer[],
  random: () => number,
): Damaged {
  const whole = Buffer.concat(records);
  const below = (limit: number): number => Math.floor(random() * limit);
  const joined = (what: string, changed: readonly Buffer[]): Damaged => {
    return { what, content: Buffer.concat(changed) };
  };
  const at = below(records.length);
  const other = below(records.length);
  const record = records[at] as Buffer;
  const byte = below(whole.length);
  const ways: (() => Damaged)[] = [
    () => joined(`cut to ${byte}`, [whole.subarray(0, byte)]),
    () =>
      joined(`bit of byte ${byte}`, [overwritten(whole, byte, 1, (old) => old ^ (1 << below(8)))]),
    () => joined(`record ${at} deleted`, records.toSpliced(at, 1)),
    () => joined(`records from ${at} deleted`, records.toSpliced(at, 1 + below(5))),
    () => joined(`record ${at} repeated`, records.toSpliced(at, 0, record)),
    () => joined(`record ${at} again at the end`, [...records, record]),
    () =>
      joined(
        `${at} and ${other} swapped`,
        records.with(at, records[other] as Buffer).with(other, record),
      ),
    () => joined(`record ${at} put at ${other}`, records.toSpliced(other, 0, record)),
    () =>
      joined(`foreign record at ${at}`, records.with(at, foreign[at % foreign.length] as Buffer)),
    () =>
      joined(
        `foreign record before ${at}`,
        records.toSpliced(at, 0, foreign[at % foreign.length] as Buffer),
      ),
    () => joined(`foreign tail from ${at}`, [...records.slice(0, at), ...foreign.slice(at)]),
    () => joined(`zeros at ${byte}`, [overwritten(whole, byte, 512 << below(8), () => 0)]),
    () => joined(`a sector of zeros`, [overwritten(whole, byte & ~511, 512, () => 0)]),
    () =>
      joined(`garbage at ${byte}`, [overwritten(whole, byte, 1 + below(3000), () => below(256))]),
    () =>
      joined(`garbage behind`, [
        whole,
        Buffer.from(Array.from({ length: 1 + below(900) }, () => below(256))),
      ]),
    () => joined(`zeros behind`, [whole, Buffer.alloc(1 + below(8192))]),
    () => joined(`byte ${byte} missing`, [whole.subarray(0, byte), whole.subarray(byte + 1)]),
  ];
  return (ways[below(ways.length)] as () => Damaged)();
}

function overwritten(
  whole: Buffer,
  from: number,
  count: number,
  change: (old: number) => number,
): Buffer {
  const result = Buffer.from(whole);
  const to = Math.min(result.length, from + count);
  for (let at = from; at < to; at += 1) result[at] = change(result[at] as number);
  return result;
}
