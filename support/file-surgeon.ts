import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { recordsOf } from './log-records';

/**
 * Where a reader must say that the damage is: the first line that is not what was acknowledged.
 */
export interface Wound {
  /** Name of the segment. */
  file: string;
  offset: number;
  seq: number;
}

const LOG = 'events.raftlog';

/**
 * Damages a log on purpose, and knows where. It finds events by their `seq`: other records stand
 * between them. A « line » is a frame in a binary log.
 */
export class FileSurgeon {
  readonly #path: string;
  readonly #lines: Buffer[] = [];
  /** Line number of each event. */
  readonly #lineOf = new Map<number, number>();

  /** @param segment the file to damage; the one that grows, unless told otherwise. */
  constructor(directory: string, segment = LOG) {
    this.#path = join(directory, segment);
    for (const { bytes, seq } of recordsOf(readFileSync(this.#path))) {
      if (seq !== undefined) this.#lineOf.set(seq, this.#lines.length);
      this.#lines.push(bytes);
    }
  }

  get lastSeq(): number {
    return Math.max(...this.#lineOf.keys());
  }

  /** Flips one bit of the event's JSON, in the middle of its line. */
  flip(seq: number): Wound {
    const line = Buffer.from(this.#line(seq));
    const middle = Math.floor(line.length / 2);
    line[middle] = (line[middle] ?? 0) ^ 1;
    return this.#rewrite(seq, 1, [line]);
  }

  /** Takes bytes out of the middle of an event's line. */
  cutInside(seq: number, bytes: number): Wound {
    const line = this.#line(seq);
    const middle = Math.floor(line.length / 2);
    return this.#rewrite(seq, 1, [
      Buffer.concat([line.subarray(0, middle), line.subarray(middle + bytes)]),
    ]);
  }

  delete(seq: number): Wound {
    return this.#rewrite(seq, 1, []);
  }

  /** Exchanges an event's line with the line behind it. */
  swapWithNext(seq: number): Wound {
    const at = this.#at(seq);
    const next = this.#lines[at + 1];
    if (next === undefined) throw new Error(`nothing behind event ${seq}`);
    return this.#rewrite(seq, 2, [next, this.#line(seq)]);
  }

  /** Writes an event's line twice; the second copy is the damage. */
  duplicate(seq: number): Wound {
    const line = this.#line(seq);
    this.#rewrite(seq, 1, [line, line]);
    return this.#wound(this.#offset(this.#at(seq)) + line.length, seq + 1);
  }

  /** Ends the file at the boundary before an event, as if what follows had never been written. */
  truncateBefore(seq: number): Wound {
    const offset = this.#offset(this.#at(seq));
    truncateSync(this.#path, offset);
    return this.#wound(offset, seq);
  }

  /** Ends the file in the middle of an event. */
  truncateInside(seq: number): Wound {
    const wound = this.truncateBefore(seq);
    const half = this.#line(seq).subarray(0, Math.floor(this.#line(seq).length / 2));
    appendFileSync(this.#path, half);
    return wound;
  }

  /** Adds an unfinished record after the end, as a crash in the middle of a write does. */
  tearTail(): Wound & { tail: Buffer } {
    const { lastSeq } = this;
    const last = this.#line(lastSeq);
    const tail = last.subarray(0, Math.floor(last.length / 2));
    appendFileSync(this.#path, tail);
    return { ...this.#wound(this.#offset(this.#lines.length), lastSeq + 1), tail };
  }

  #at(seq: number): number {
    const at = this.#lineOf.get(seq);
    if (at === undefined) throw new Error(`no event ${seq} in a log of ${this.#lineOf.size}`);
    return at;
  }

  #line(seq: number): Buffer {
    return this.#lines[this.#at(seq)] as Buffer;
  }

  #wound(offset: number, seq: number): Wound {
    return { file: basename(this.#path), offset, seq };
  }

  /** Where a line starts. */
  #offset(at: number): number {
    return this.#lines.slice(0, at).reduce((sum, line) => sum + line.length, 0);
  }

  #rewrite(seq: number, removed: number, added: Buffer[]): Wound {
    const at = this.#at(seq);
    writeFileSync(this.#path, Buffer.concat(this.#lines.toSpliced(at, removed, ...added)));
    return this.#wound(this.#offset(at), seq);
  }
}
