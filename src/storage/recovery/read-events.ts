import type { LoggedEvent } from '../../engine/event';
import { LithairError } from '../../errors/lithair-error';
import type { Disk } from '../disk/disk';
import type { LogPosition } from '../log/log-position';
import type { LogHeader } from '../log/segment-header';
import { LogWalk } from '../log/log-walk';
import { baseOfSegmentWhere } from '../log/segment-sequence';
import { contentOf, readHead } from './data-directory';
import { corruption } from './recovery';
import { judge } from './verdict';

/** One reads and gives away this much at a time. */
const PAGE_BYTES = 1024 * 1024;

/** A place in the history: a sequence number, or a time in microseconds since 1970. */
export type EventBound = { readonly seq: number } | { readonly timestamp: number };

/** Whether an event stands before a bound. */
export const isBefore = (
  { seq, timestamp }: Pick<LoggedEvent, 'seq' | 'timestamp'>,
  bound: EventBound,
): boolean => ('seq' in bound ? seq < bound.seq : timestamp < bound.timestamp);

/** Whether an event stands behind a bound. */
export const isBehind = (
  { seq, timestamp }: Pick<LoggedEvent, 'seq' | 'timestamp'>,
  bound: EventBound,
): boolean => ('seq' in bound ? seq > bound.seq : timestamp > bound.timestamp);

/** Says an event as its reader wants it: under a later version of its model, for instance. */
export type Translator = (event: LoggedEvent) => LoggedEvent;

export interface ReadEventsOptions {
  /** The first event wanted; whole segments before it are not read. */
  readonly from?: EventBound | undefined;
  /** The last event wanted. */
  readonly to?: EventBound | undefined;
  /** Where an earlier reading ended: nothing before it is read. `from` is not needed then. */
  readonly after?: LogPosition | undefined;
  /** Whether the events carry their identifiers, and what they changed. */
  readonly isWhole?: boolean | undefined;
  /** What the header of a segment makes of its events; `undefined` leaves them as they are. */
  readonly translatorOf?: ((segment: LogHeader) => Translator | undefined) | undefined;
  /** How much of the log is read at once. */
  readonly pageBytes?: number | undefined;
  /** Bytes read so far, and in all; called once a page. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Some events, oldest first, and where reading can go on behind them. */
export interface EventPage {
  readonly events: readonly LoggedEvent[];
  readonly end: LogPosition;
}

/**
 * The events of a data directory, oldest first, a page at a time: nothing is read ahead of who asks
 * so a log of any size takes the memory of one page. Both encodings; whole transactions only;
 * checksums are checked. Never writes, and the log may be in use: reading ends before a batch in
 * flight, and can go on later `after` the last page.
 *
 * @throws {LithairError} `not_a_data_directory`, `unsupported_format`; `data_corrupt` behind the
 * last event that can be read.
 * @example
 * for await (const { events } of readEvents(disk, './data', { from: { seq: 1000 } })) …
 */
export async function* readEvents(
  disk: Disk,
  directory: string,
  options: ReadEventsOptions = {},
): AsyncGenerator<EventPage> {
  if ((await contentOf(disk, directory)) === 'empty')
    throw new LithairError('not_a_data_directory', `${directory} holds no log`);
  const { from, to, after, isWhole, onProgress, pageBytes = PAGE_BYTES } = options;
  const head = await readHead(disk, directory);
  let events: LoggedEvent[] = [];
  let translate: Translator | undefined;
  const walk = new LogWalk(disk, directory, {
    from: after,
    fromBase: after?.base ?? (from && (await baseBefore(disk, directory, from))),
    onSegment: (segment) => (translate = options.translatorOf?.(segment)),
    onEvent: (event) => {
      if (from !== undefined && isBefore(event, from)) return;
      events.push(translate === undefined ? event : translate(event));
    },
    watch: head && { base: head.base, end: head.end },
    chunkBytes: pageBytes,
    isWhole,
    onProgress,
  });
  for await (const { end } of walk.stretches()) {
    const last = events.at(-1);
    const isLast = to !== undefined && last !== undefined && isBehind(last, to);
    const page = isLast ? events.filter((event) => !isBehind(event, to)) : events;
    events = [];
    if (page.length > 0) yield { events: page, end };
    if (isLast) return;
  }
  const verdict = judge(walk.scan, head);
  if (verdict.kind === 'corrupt') throw corruption(directory, verdict);
}

/** Base of the segment that holds a bound, or the first event behind it. */
const baseBefore = (disk: Disk, directory: string, bound: EventBound): Promise<number> =>
  baseOfSegmentWhere(disk, directory, ({ base_seq: seq, base_time: timestamp }) =>
    isBefore({ seq, timestamp }, bound),
  );
