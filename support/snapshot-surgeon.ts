import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';

import { crc32 } from './crc32';

const PREFIX = 9;
const LINE_FEED = 10;
const LOG_ID = /"log_id":"[0-9a-f]{32}"/;

/** What may become of a snapshot, by the words of the scenarios (singular or plural). */
const DAMAGES: ReadonlyArray<[RegExp, (path: string) => void]> = [
  [/^changée?s? d'un bit dans une fiche$/, (path) => flip(path, '"Article ', 'middle')],
  [/^changés? d'un bit dans son en-tête$/, (path) => flip(path, '"seq":', 'first')],
  [/^changés? d'un bit dans sa fin$/, (path) => flip(path, '"records":', 'last')],
  [/^coupés? au milieu$/, (path) => truncateSync(path, readFileSync(path).length >> 1)],
  [/^coupés? avant sa ligne de fin$/, (path) => truncateSync(path, endLine(readFileSync(path)))],
  [/^vidés?$/, (path) => truncateSync(path, 0)],
  [/^effacés?$/, (path) => rmSync(path)],
  [/^suivis? d'octets étrangers$/, (path) => appendFileSync(path, 'étranger\n')],
  [/^celui d'un autre journal$/, (path) => writeFileSync(path, foreign(readFileSync(path)))],
];

export function damageSnapshot(path: string, damage: string): void {
  const [, change] = DAMAGES.find(([words]) => words.test(damage)) ?? [];
  if (change === undefined) throw new Error(`no such damage to a snapshot: ${damage}`);
  change(path);
}

/** Flips a bit of the byte behind `text`: the file stays as long and as readable as it was. */
function flip(path: string, text: string, where: 'first' | 'middle' | 'last'): void {
  const bytes = readFileSync(path);
  const from = where === 'middle' ? bytes.length >> 1 : 0;
  const found = where === 'last' ? bytes.lastIndexOf(text) : bytes.indexOf(text, from);
  const at = found + text.length;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

/** Where the last line starts. */
const endLine = (bytes: Buffer): number => bytes.lastIndexOf(LINE_FEED, bytes.length - 2) + 1;

function foreign(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replace(LOG_ID, `"log_id":"${'0'.repeat(32)}"`);
  return resealed(Buffer.from(text, 'latin1'));
}

/** The same snapshot with the checksums that its bytes should have. */
export function resealed(bytes: Buffer): Buffer {
  const out = Buffer.from(bytes);
  let crc = 0;
  for (let offset = 0; offset < out.length;) {
    const feed = out.indexOf(LINE_FEED, offset);
    const line = out.toString('latin1', offset + PREFIX, feed);
    const block = Number(/^\{"section":.*"bytes":(\d+)\}$/.exec(line)?.[1] ?? 0);
    const end = feed + 1 + block;
    crc = crc32(out, feed + 1, end, crc32(out, offset + PREFIX, feed, crc));
    out.write(crc.toString(16).padStart(8, '0'), offset, 'latin1');
    offset = end;
  }
  return out;
}

/** The same snapshot, whole, of records that seem to have no past. */
export function withoutHistory(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, offset);
    const line = bytes.toString('latin1', offset, feed + 1);
    const [, history, block = 0] =
      /"section":.*?("history":\d+,)?"bytes":(\d+)\}$/m.exec(line) ?? [];
    const end = feed + 1 + Number(block);
    const kept = line.replace(/("end":true.*),"history":\d+/, '$1');
    if (history === undefined)
      parts.push(Buffer.from(kept, 'latin1'), bytes.subarray(feed + 1, end));
    offset = end;
  }
  return resealed(Buffer.concat(parts));
}
