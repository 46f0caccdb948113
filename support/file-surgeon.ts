import { readFileSync, truncateSync, writeFileSync } from 'node:fs';

import { logPath } from './raftlog-reader';

/** Where a reader must say that the damage is: the first line that is not what was acknowledged. */
export interface Wound {
  offset: number;
  seq: number;
}

const LINE_FEED = 10;

/** Damages a log on purpose, and knows where. Event k is line k: line 0 is the header. */
export class FileSurgeon {
  readonly #path: string;
  readonly #lines: Buffer[] = [];

  constructor(directory: string) {
    this.#path = logPath(directory);
    const bytes = readFileSync(this.#path);
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(LINE_FEED, from);
      const next = end < 0 ? bytes.length : end + 1;
      this.#lines.push(bytes.subarray(from, next));
      from = next;
    }
  }

  get lastSeq(): number {
    return this.#lines.length - 1;
  }

  /** Flips one bit of the event's JSON, in the middle of its line. */
  flip(seq: number): Wound {
    const line = Buffer.from(this.#line(seq));
    const at = Math.floor(line.length / 2);
    line[at] = (line[at] ?? 0) ^ 1;
    return this.#rewrite({ offset: this.#offset(seq), seq }, seq, 1, [line]);
  }

  /** Takes bytes out of the middle of an event's line. */
  cutInside(seq: number, bytes: number): Wound {
    const line = this.#line(seq);
    const at = Math.floor(line.length / 2);
    const shorter = Buffer.concat([line.subarray(0, at), line.subarray(at + bytes)]);
    return this.#rewrite({ offset: this.#offset(seq), seq }, seq, 1, [shorter]);
  }

  delete(seq: number): Wound {
    return this.#rewrite({ offset: this.#offset(seq), seq }, seq, 1, []);
  }

  swapWithNext(seq: number): Wound {
    const pair = [this.#line(seq + 1), this.#line(seq)];
    return this.#rewrite({ offset: this.#offset(seq), seq }, seq, 2, pair);
  }

  duplicate(seq: number): Wound {
    const twice = [this.#line(seq), this.#line(seq)];
    return this.#rewrite({ offset: this.#offset(seq + 1), seq: seq + 1 }, seq, 1, twice);
  }

  /** Ends the file at the boundary before an event, as if it and what follows had never been written. */
  truncateBefore(seq: number): Wound {
    truncateSync(this.#path, this.#offset(seq));
    return { offset: this.#offset(seq), seq };
  }

  /** Ends the file in the middle of an event. */
  truncateInside(seq: number): Wound {
    truncateSync(this.#path, this.#offset(seq) + Math.floor(this.#line(seq).length / 2));
    return { offset: this.#offset(seq), seq };
  }

  /** Adds an unfinished record after the end, as a crash in the middle of a write does. */
  tearTail(): Wound & { tail: Buffer } {
    const last = this.#line(this.lastSeq);
    const tail = last.subarray(0, Math.floor(last.length / 2));
    const wound = { offset: this.#offset(this.lastSeq + 1), seq: this.lastSeq + 1 };
    writeFileSync(this.#path, Buffer.concat([...this.#lines, tail]));
    return { ...wound, tail };
  }

  #line(seq: number): Buffer {
    const line = this.#lines[seq];
    if (line === undefined) throw new Error(`no event ${seq} in a log of ${this.lastSeq}`);
    return line;
  }

  #offset(seq: number): number {
    return this.#lines.slice(0, seq).reduce((sum, line) => sum + line.length, 0);
  }

  #rewrite(wound: Wound, at: number, removed: number, added: Buffer[]): Wound {
    writeFileSync(this.#path, Buffer.concat(this.#lines.toSpliced(at, removed, ...added)));
    return wound;
  }
}
