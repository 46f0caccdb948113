import type { EventDefinition } from '../model/define-event';
import type { Model } from '../model/model';
import { isOfOne, UNKEPT, type DedupEntry } from './dedup-entry';
import type { LoggedEvent } from './event';
import { eventIdOf, eventKinds, type EventKind, type Verb } from './event-kind';
import { tallyOf, type Tally } from './tally';

/** How much is remembered; what is oldest is forgotten first. */
export interface DedupLimits {
  readonly keysMax: number;
  /** An estimate of the memory that the entries hold. */
  readonly bytesMax: number;
  /** Between the event of an entry and the last event of the log, in seconds. */
  readonly ageMaxS: number;
}

/** What a request did: its event when there is one only, and the tally of all its events. */
export interface RememberedEffect {
  readonly events: readonly LoggedEvent[];
  readonly tally: Tally;
}

const MICROSECONDS_PER_SECOND = 1_000_000;
/** An entry, its place in the map and its fingerprint take about this much. */
const ENTRY_BYTES = 240;
const ID_BYTES = 16;
/** Places of forgotten entries that are kept until they are as many as the others. */
const HOLES_MAX = 1024;

/**
 * The idempotency keys that had an effect, and what it was (INV-6). It is filled by events alone,
 * live and at replay, and forgets by the times of events, never by the clock: the same log always
 * gives the same index.
 */
export class DedupIndex {
  readonly #limits: DedupLimits;
  readonly #ageMaxUs: number;
  readonly #kinds: ReadonlyMap<string, EventKind>;
  readonly #entries = new Map<string, DedupEntry>();
  /**
   * The entries from `#head` on, oldest first. Not the order of the map: finding the first key of a
   * map whose first keys were deleted walks over all the places they left.
   */
  #ordered: (DedupEntry | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  /** An event later than this makes the oldest entry too old. */
  #freshUntil = Infinity;
  /** Events of a transaction that is not complete yet. */
  #open: LoggedEvent[] | undefined;
  /** Events up to here are in what was restored. */
  #coveredSeq = 0;

  /** @param events the application's own. */
  constructor(
    models: readonly Model[],
    limits: DedupLimits,
    events: readonly EventDefinition[] = [],
  ) {
    this.#limits = limits;
    this.#ageMaxUs = limits.ageMaxS * MICROSECONDS_PER_SECOND;
    this.#kinds = eventKinds(models, events);
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  /** The estimate that `bytesMax` bounds. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What a key stands for; `undefined` when no request had it, or it is forgotten. */
  get(key: string): DedupEntry | undefined {
    return this.#entries.get(key);
  }

  /** Takes the next event of the log, in order, whether its request had a key or not. */
  apply(event: LoggedEvent): void {
    if (event.timestamp > this.#freshUntil) this.#forgetOlderThan(event.timestamp - this.#ageMaxUs);
    if (event.request === undefined && this.#open === undefined) return;
    if (event.seq <= this.#coveredSeq) return;
    this.#open ??= [];
    this.#open.push(event);
    if (event.txLeft > 0) return;
    const events = this.#open;
    this.#open = undefined;
    this.#add(this.#entryOf(events));
  }

  /** What an entry's request did, for its answer. */
  effectOf(entry: DedupEntry): RememberedEffect {
    if (!isOfOne(entry)) return { events: [], tally: entry };
    const { key, fingerprint, seq, timestamp, type, id, payload } = entry;
    const { singular, verb } = this.#kindOf(type);
    const eventId = eventIdOf(singular, id, verb, seq);
    const request = { key, fingerprint };
    const known = { seq, type, eventId, aggregateId: id, timestamp, txLeft: 0, request };
    const events: LoggedEvent[] = [{ ...known, changed: undefined, payload }];
    return { events, tally: tallyOf(events, () => verb) };
  }

  /** Every entry, oldest first: what `restore` takes. */
  dump(): readonly DedupEntry[] {
    const kept = this.#ordered.slice(this.#head) as DedupEntry[];
    if (kept.length === this.#entries.size) return kept;
    return kept.filter((entry) => this.#isCurrent(entry));
  }

  /**
   * Takes what an index held when it had seen the events up to `coveredSeq`. A replay may start at
   * or before the next event: what it repeats is not counted again.
   */
  restore(coveredSeq: number, entries: readonly DedupEntry[]): void {
    for (const entry of entries) this.#add(entry);
    this.#coveredSeq = coveredSeq;
  }

  #entryOf(events: readonly LoggedEvent[]): DedupEntry {
    const [first, ...others] = events as [LoggedEvent, ...LoggedEvent[]];
    const { key, fingerprint } = first.request as NonNullable<LoggedEvent['request']>;
    if (others.length === 0) {
      const { seq, timestamp, type, aggregateId: id } = first;
      const payload = this.#verbOf(type) === 'emit' ? UNKEPT : first.payload;
      return { key, fingerprint, seq, timestamp, type, id, payload };
    }
    const { timestamp } = events.at(-1) as LoggedEvent;
    const tally = tallyOf(events, (type) => this.#verbOf(type));
    return { key, fingerprint, timestamp, ...tally };
  }

  #add(entry: DedupEntry): void {
    // A log that was written under narrower limits may have a key twice: the later one counts.
    const earlier = this.#entries.get(entry.key);
    if (earlier !== undefined) this.#bytes -= bytesOf(earlier);
    this.#entries.set(entry.key, entry);
    this.#ordered.push(entry);
    this.#bytes += bytesOf(entry);
    const { keysMax, bytesMax } = this.#limits;
    while (this.#entries.size > keysMax || this.#bytes > bytesMax) this.#forgetOldest();
    this.#noteOldest();
  }

  #forgetOlderThan(timestamp: number): void {
    while ((this.#ordered[this.#head]?.timestamp ?? Infinity) < timestamp) this.#forgetOldest();
    this.#noteOldest();
  }

  #forgetOldest(): void {
    const oldest = this.#ordered[this.#head] as DedupEntry;
    if (this.#isCurrent(oldest)) {
      this.#entries.delete(oldest.key);
      this.#bytes -= bytesOf(oldest);
    }
    this.#ordered[this.#head] = undefined;
    this.#head += 1;
    if (this.#head < HOLES_MAX || this.#head * 2 < this.#ordered.length) return;
    this.#ordered = this.#ordered.slice(this.#head);
    this.#head = 0;
  }

  #isCurrent(entry: DedupEntry): boolean {
    return this.#entries.get(entry.key) === entry;
  }

  #noteOldest(): void {
    const oldest = this.#ordered[this.#head];
    this.#freshUntil = oldest === undefined ? Infinity : oldest.timestamp + this.#ageMaxUs;
  }

  #verbOf(type: string): Verb {
    return this.#kindOf(type).verb;
  }

  #kindOf(type: string): EventKind {
    const kind = this.#kinds.get(type);
    if (kind === undefined) throw new Error(`no declared model has events of type ${type}`);
    return kind;
  }
}

function bytesOf(entry: DedupEntry): number {
  const { key } = entry;
  if (isOfOne(entry)) return ENTRY_BYTES + key.length + entry.id.length + entry.payload.length;
  const ids = entry.created.reduce((sum, id) => sum + ID_BYTES + id.length, 0);
  return ENTRY_BYTES + key.length + ids;
}
