import type { LoggedEvent } from '../engine/event';
import type { Instant } from '../engine/history/instant';
import { ABSENT, DELETED } from '../engine/history/past-entry';
import type { Model } from '../model/model';
import { naivePast } from './random-history';

export type Fields = Readonly<Record<string, unknown>>;

/** A record at an instant, and the event that created it. */
interface Was {
  readonly createdSeq: number;
  readonly fields: Fields;
}

/** Everything that ever happened, and nothing clever. */
export class NaiveHistory {
  constructor(
    readonly model: Model,
    readonly events: readonly LoggedEvent[],
    readonly nowUs: number,
  ) {}

  /** The records there were, as they were created. */
  at(instant: Instant): readonly Was[] {
    const records = new Map<string, Was>();
    for (const { aggregateId: id, type, seq, payload } of this.#until(instant)) {
      const createdSeq = records.get(id)?.createdSeq ?? seq;
      if (type === 'ThingDeleted') records.delete(id);
      else records.set(id, { createdSeq, fields: JSON.parse(payload) as Fields });
    }
    return [...records.values()].sort((a, b) => a.createdSeq - b.createdSeq);
  }

  /** A deletion behind the instant is forgotten: nobody can say which records there were. */
  hasForgotten(instant: Instant): boolean {
    const then = this.#until(instant).length;
    return this.events.some((event) => event.seq > then && this.#isForgotten(event));
  }

  /** Identifiers that some record may have had: they were created before, or it is not known. */
  get ids(): readonly string[] {
    return [...new Set(this.events.map(({ aggregateId }) => aggregateId))];
  }

  /** What the rules let be known of a record: of each field its value, `ABSENT`, or nothing. */
  knownAt(id: string, instant: Instant): 'nothing' | 'unknown' | ReadonlyMap<string, string> {
    const before = this.#until(instant);
    const all = this.events.filter(({ aggregateId }) => aggregateId === id);
    // What was before a deletion that is forgotten was another record, of which nobody knows.
    const own = all.slice(all.findLastIndex((event) => this.#isForgotten(event)) + 1);
    const last = own.at(-1);
    const isAlive = last !== undefined && last.type !== 'ThingDeleted';
    const present = isAlive ? (JSON.parse(last.payload) as Fields) : {};
    const textOf = (value: unknown): string =>
      value === undefined ? ABSENT : JSON.stringify(value);
    if (isAlive && last.seq <= before.length)
      return new Map(this.model.fieldNames.map((field) => [field, textOf(present[field])]));
    const kept = naivePast(this.model, this.events, id, this.nowUs);
    if (kept === undefined || !own.some(({ seq }) => seq <= before.length)) return 'nothing';
    const known = new Map<string, string>();
    for (const [field, versions] of Object.entries(kept)) {
      const version = versions.findLast(({ seq }) => seq <= before.length);
      if (version?.text === DELETED) return 'nothing';
      if (version !== undefined) known.set(field, version.text);
    }
    const lastBirth = own.findLast(({ type }) => type === 'ThingCreated')?.seq ?? 0;
    const hasLived = isAlive && lastBirth <= before.length;
    if (known.size === 0 && !hasLived) return 'unknown';
    known.set('id', JSON.stringify(id));
    if (hasLived)
      for (const field of this.model.immutableFields)
        if (!known.has(field)) known.set(field, textOf(present[field]));
    return known;
  }

  /** A deletion that nothing followed before it was too old. */
  #isForgotten({ type, seq, timestamp, aggregateId }: LoggedEvent): boolean {
    if (type !== 'ThingDeleted') return false;
    const again = this.events.find((each) => each.aggregateId === aggregateId && each.seq > seq);
    const seenAt = again?.timestamp ?? this.nowUs;
    return [...this.model.history.values()].every(({ maxAgeUs }) => timestamp < seenAt - maxAgeUs);
  }

  #until(instant: Instant): readonly LoggedEvent[] {
    return this.events.filter((event) =>
      'seq' in instant ? event.seq <= instant.seq : event.timestamp <= instant.timestamp,
    );
  }
}
