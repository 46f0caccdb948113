import type { LogPosition } from '../../storage/log/log-position';

const MARKS_MAX = 512;
/** One mark for so many bytes of a segment (2 to the power of it). */
const SPACING_BITS = 20;

/**
 * Places in the log where a reader has been, so that the next one need not read a segment from its
 * start. They are never wrong: the log is not rewritten while a node runs.
 */
export class LogMarks {
  readonly #marks = new Map<string, LogPosition>();

  note(place: LogPosition): void {
    const stretch = `${place.base}:${place.offset >>> SPACING_BITS}`;
    if (this.#marks.has(stretch)) return;
    this.#marks.set(stretch, place);
    if (this.#marks.size <= MARKS_MAX) return;
    for (const [oldest] of this.#marks) {
      this.#marks.delete(oldest);
      return;
    }
  }

  /** The last one that is not behind an event, in a segment that starts no sooner than `base`. */
  upTo(seq: number, base: number): LogPosition | undefined {
    let found: LogPosition | undefined;
    for (const mark of this.#marks.values())
      if (mark.base >= base && mark.seq <= seq && mark.seq >= (found?.seq ?? 0)) found = mark;
    return found;
  }
}
