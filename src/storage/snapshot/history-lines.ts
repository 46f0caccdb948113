import { isAscii } from 'node:buffer';
import type { Moment, PastEntry, Version } from '../../engine/history/past-entry';

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** Opens the past of a record; no field is named like that. */
const RECORD = '=';
/** A later creation of it; an earlier reader takes it for a field that is not declared any more. */
const AGAIN = '+';

/** Takes each past of a block whose checksum is right. */
export type PastSink = (section: string, entry: PastEntry) => void;

/** The lines of a block of history: see rule 4 of `snapshot-format.ts`. */
export function* historyLines(pasts: Iterable<PastEntry>): Generator<string> {
  for (const { id, first, again, changedAt, fields } of pasts) {
    yield `${RECORD} ${id} ${first.seq} ${first.timestamp} ${changedAt}\n`;
    for (const { seq, timestamp } of again) yield `${AGAIN} ${seq} ${timestamp} \n`;
    for (const [field, versions] of fields)
      for (const { seq, timestamp, text } of versions)
        yield `${field} ${seq} ${timestamp} ${text}\n`;
  }
}

interface OpenPast extends PastEntry {
  readonly section: string;
  readonly again: Moment[];
  readonly fields: Map<string, Version[]>;
}

/** Puts the lines of blocks together again: a past may go on in the next block. */
export class HistoryReader {
  readonly #onPast: PastSink;
  #open: OpenPast | undefined;

  constructor(onPast: PastSink) {
    this.#onPast = onPast;
  }

  /** Reads the lines of a block. False when one of them is not a line of history. */
  read(section: string, block: Buffer): boolean {
    const encoding = isAscii(block) ? 'latin1' : 'utf8';
    for (let at = 0; at < block.length;) {
      const newline = block.indexOf(NEWLINE, at);
      if (newline < 0 || !this.#line(section, block.subarray(at, newline), encoding)) return false;
      at = newline + 1;
    }
    return true;
  }

  /** No more lines of history follow. */
  end(): void {
    if (this.#open === undefined) return;
    const { section, ...entry } = this.#open;
    this.#open = undefined;
    this.#onPast(section, entry);
  }

  #line(section: string, line: Buffer, encoding: BufferEncoding): boolean {
    let at = 0;
    const word = (): string => {
      const space = line.indexOf(SPACE, at);
      const end = space < 0 ? line.length : space;
      const text = line.toString('latin1', at, end);
      at = end + 1;
      return text;
    };
    const name = word();
    if (name === RECORD) {
      this.end();
      const id = word();
      const [seq, timestamp, changedAt] = [integer(word()), integer(word()), integer(word())];
      const first = { seq, timestamp };
      this.#open = { section, id, first, again: [], changedAt, fields: new Map() };
      return at === line.length + 1 && seq + timestamp + changedAt >= 0;
    }
    const [seq, timestamp] = [integer(word()), integer(word())];
    if (this.#open?.section !== section || at > line.length || !(seq + timestamp >= 0))
      return false;
    if (name === AGAIN) {
      this.#open.again.push({ seq, timestamp });
      return true;
    }
    const versions = this.#open.fields.get(name) ?? [];
    this.#open.fields.set(name, versions);
    // The text alone, not a part of the line: it would keep the whole of it in memory.
    versions.push({ seq, timestamp, text: line.toString(encoding, at) });
    return true;
  }
}

/** NaN when it is not one. */
const integer = (text: string): number => (/^\d{1,16}$/.test(text) ? Number(text) : Number.NaN);
