import type { LoggedEvent } from '../../engine/event';
import type { Anchor } from '../log/anchor';

/** The first anchor that a log does not bear out. */
export interface BrokenAnchor {
  /** Where the log stops being the one that was anchored. */
  readonly seq: number;
  readonly reason: string;
}

/** Holds the events of a log, as they are read in their order, against anchors of it. */
export class AnchorCheck {
  /** Those to come, the next one last. */
  readonly #waiting: Anchor[];
  /** Up to here the log is what was anchored. */
  #provedSeq = 0;
  #broken: BrokenAnchor | undefined;
  /** Anchors of events that stand before the start of the log. */
  beforeStart = 0;

  constructor(anchors: readonly Anchor[]) {
    this.#waiting = anchors.toSorted((a, b) => b.seq - a.seq);
  }

  see({ seq, hash }: LoggedEvent): void {
    for (;;) {
      const anchor = this.#waiting.at(-1);
      if (anchor === undefined || seq < anchor.seq) return;
      this.#waiting.pop();
      // Events are dense: one that was passed over was never there.
      if (anchor.seq < seq) {
        this.beforeStart += 1;
        continue;
      }
      if (hash === anchor.hash) this.#provedSeq = seq;
      else this.#broken ??= { seq: anchor.seq, reason: this.#difference(anchor.seq, hash) };
    }
  }

  /** @param lastSeq the last event of the log. */
  broken(lastSeq: number): BrokenAnchor | undefined {
    const missing = this.#waiting.findLast((anchor) => anchor.seq > lastSeq)?.seq;
    if (this.#broken !== undefined || missing === undefined) return this.#broken;
    const reason = `the log ends with event ${lastSeq}, and event ${missing} was anchored`;
    return { seq: lastSeq + 1, reason };
  }

  #difference(seq: number, hash: string | undefined): string {
    if (hash === undefined) return `event ${seq} was anchored with a hash, and carries none now`;
    const first = this.#provedSeq + 1;
    const where = first === seq ? `event ${seq}` : `one or more of events ${first} to ${seq}`;
    return `${where} is not what it was when event ${seq} was anchored`;
  }
}
