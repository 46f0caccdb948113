import type { LoggedEvent } from '../../engine/event';

/** What an event takes beside its text. */
const EVENT_BYTES = 200;

/**
 * The most recent events, in their order: as many as fit in so many bytes, and those that nobody
 * had a chance to read yet. Their texts are mostly those that the state holds anyway.
 */
export class EventRing {
  readonly #bytesMax: number;
  #events: LoggedEvent[] = [];
  /** Where the oldest that is kept stands. */
  #start = 0;
  #bytes = 0;
  #lastSeq: number;

  /** @param lastSeq of the event before the first that will be added. */
  constructor(bytesMax: number, lastSeq: number) {
    this.#bytesMax = bytesMax;
    this.#lastSeq = lastSeq;
  }

  /** Last event that was added. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The event before the oldest that is kept: who has that one can go on from here. */
  get before(): number {
    const oldest = this.#events[this.#start];
    return oldest === undefined ? this.#lastSeq : oldest.seq - 1;
  }

  add(event: LoggedEvent): void {
    this.#events.push(event);
    this.#bytes += sizeOf(event);
    this.#lastSeq = event.seq;
  }

  /** Some of the events behind one: at least one if there are any, then up to so many bytes. */
  after(seq: number, bytesMax: number): readonly LoggedEvent[] {
    const first = this.#indexAfter(seq);
    let end = first;
    for (let bytes = 0; end < this.#events.length && bytes < bytesMax; end += 1)
      bytes += sizeOf(this.#events[end] as LoggedEvent);
    return this.#events.slice(first, end);
  }

  /** Forgets the oldest that do not fit, none of them behind `seq`. */
  shrink(seq: number): void {
    while (this.#bytes > this.#bytesMax) {
      const oldest = this.#events[this.#start];
      if (oldest === undefined || oldest.seq > seq) break;
      this.#bytes -= sizeOf(oldest);
      this.#start += 1;
    }
    // Moved once they are half of it: an event is moved once, whatever is added.
    if (this.#start * 2 <= this.#events.length) return;
    this.#events = this.#events.slice(this.#start);
    this.#start = 0;
  }

  #indexAfter(seq: number): number {
    let low = this.#start;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle] as LoggedEvent).seq > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const sizeOf = ({ payload }: LoggedEvent): number => payload.length + EVENT_BYTES;
