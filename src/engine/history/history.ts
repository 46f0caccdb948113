import type { Model } from '../../model/model';
import type { LoggedEvent } from '../event';
import type { RecordEntry } from '../record-entry';
import { fieldsOf } from '../unique-index';
import { Births } from './births';
import { Deletions } from './deletions';
import { ABSENT, DELETED, type Moment, type PastEntry } from './past-entry';
import { RecordPast, UNKNOWN_TIME, type Rules } from './record-past';
import { Totals } from './totals';

/** Records that are looked at for what is too old, for each event. */
const PRUNED_PER_EVENT = 2;

/** What readers may ask of the past of the records of one model. */
export interface HistoryReader {
  /**
   * What may be seen of the past of a record; `undefined` when there is none, or none any more.
   * @param nowUs not before the last event, µs since 1970: what is too old by then is not shown.
   */
  past(id: string, nowUs: number): RecordPast | undefined;
  /** From when on it is known which records there were: `NEVER` for always. */
  since(nowUs: number): Moment;
  /** Creations that are remembered; maybe a few that are not. */
  readonly births: number;
  /** At most so many of them behind an event, in their order. */
  bornAfter(seq: number, count: number): readonly Born[];
  /** How many records there were at an instant, for whoever counts them. */
  readonly totals: Totals;
}

/** A creation and the past of the record, as it is in memory: `past(…)` says what may be seen. */
export interface Born {
  readonly seq: number;
  readonly past: RecordPast | undefined;
}

/**
 * The past of the records of one model, as its declaration keeps it: made of events alone, live and
 * at replay (INV-4), with the times that stand in them. Forgetting happens in the eye of the
 * reader: `past` shows what the rules keep, whether or not the memory of the rest was given back.
 */
export class History implements HistoryReader {
  readonly #rules: Rules;
  readonly #canAge: boolean;
  readonly #places = new Map<string, number>();
  /** With holes, which are filled again. */
  readonly #pasts: (RecordPast | undefined)[] = [];
  readonly #holes: number[] = [];
  readonly #births: Births;
  readonly #deletions: Deletions;
  readonly totals = new Totals();
  /** Next place to be looked at for what is too old. */
  #cursor = 0;

  constructor({ history }: Model) {
    this.#rules = [...history];
    const ages = this.#rules.map(([, { maxAgeUs }]) => maxAgeUs);
    this.#canAge = ages.some((maxAgeUs) => maxAgeUs < Infinity);
    this.#births = new Births(({ seq, place }) => this.#pasts[place]?.birth(seq) !== undefined);
    this.#deletions = new Deletions(
      Math.max(...ages),
      ({ seq, place }) => this.#pasts[place]?.deletion?.seq === seq,
    );
  }

  past(id: string, nowUs: number): RecordPast | undefined {
    return this.#get(id)?.at(nowUs);
  }

  since(nowUs: number): Moment {
    return this.#deletions.since(nowUs);
  }

  get births(): number {
    return this.#births.count;
  }

  bornAfter(seq: number, count: number): readonly Born[] {
    return this.#births.page(seq, count).map((birth) => {
      const past = this.#pasts[birth.place];
      return { seq: birth.seq, past: past?.birth(birth.seq) === undefined ? undefined : past };
    });
  }

  /** Records that have a past, deleted ones among them. */
  get size(): number {
    return this.#places.size;
  }

  /** A record was created, or changed. One that was deleted goes on where it ended. */
  written({ aggregateId: id, seq, timestamp, payload }: LoggedEvent): void {
    const moment = { seq, timestamp };
    const place = this.#places.get(id);
    const known = place === undefined ? undefined : this.#pasts[place];
    this.#deletions.forget(timestamp);
    const isBorn = known?.isDeleted !== false;
    const before = known?.isDeleted === true ? known.at(timestamp) : known;
    const past = before ?? RecordPast.startingAt(this.#rules, id, moment);
    const put = this.#put(past.with(moment, textIn(payload)), place);
    if (isBorn) this.#births.add(seq, put);
    this.#prune(timestamp);
  }

  /** A record was deleted. */
  removed({ aggregateId: id, seq, timestamp }: LoggedEvent): void {
    const past = this.#get(id);
    this.#deletions.forget(timestamp);
    if (past !== undefined) {
      const place = this.#put(past.with({ seq, timestamp }, () => DELETED));
      this.#deletions.add({ seq, timestamp, place });
    }
    this.#prune(timestamp);
  }

  /**
   * What may be seen now; it stays as it is whatever happens later. Only pointers are copied here.
   * @param nowUs time of the last event: equal states freeze to equal pasts, whatever was pruned.
   */
  freeze(nowUs: number): Iterable<PastEntry> {
    return entriesAt(this.#pasts.slice(), nowUs);
  }

  /**
   * Puts back what a snapshot has.
   * @param createdSeq of the record as it is; `undefined` when it is deleted.
   */
  restore(entry: PastEntry, createdSeq: number | undefined): void {
    const told = RecordPast.of(this.#rules, entry);
    const isTold = createdSeq === undefined || told.birth(createdSeq) !== undefined;
    const past = isTold ? told : told.bornAgain(createdSeq);
    const place = this.#put(past);
    for (const { seq } of [past.first, ...past.again]) this.#births.add(seq, place);
    const { deletion } = past;
    if (deletion !== undefined)
      this.#deletions.add({ seq: deletion.seq, timestamp: deletion.timestamp, place });
  }

  /** All of a snapshot is back. @param since see `since`. */
  resumeSince(since: Moment): void {
    this.#births.sort();
    this.#deletions.sort();
    this.#deletions.begin(since);
  }

  /**
   * The past of a record begins at the moment of a snapshot, which knows less of it than the model
   * declares, when the log before it is gone. Records come in creation order.
   */
  begin({ id, json, createdSeq }: RecordEntry, moment: Moment): void {
    const first = { seq: createdSeq, timestamp: UNKNOWN_TIME };
    const past = RecordPast.startingAt(this.#rules, id, first);
    this.#births.add(createdSeq, this.#put(past.with(moment, textIn(json))));
  }

  #get(id: string): RecordPast | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#pasts[place];
  }

  #put(past: RecordPast, known = this.#places.get(past.id)): number {
    const place = known ?? this.#holes.pop() ?? this.#pasts.length;
    if (known === undefined) this.#places.set(past.id, place);
    this.#pasts[place] = past;
    return place;
  }

  /** Gives memory back, a little at each event; no reader sees the difference. */
  #prune(nowUs: number): void {
    if (!this.#canAge) return;
    for (let left = PRUNED_PER_EVENT; left > 0; left -= 1) {
      if (this.#cursor >= this.#pasts.length) this.#cursor = 0;
      const past = this.#pasts[this.#cursor];
      if (past !== undefined) this.#forget(past, this.#cursor, nowUs);
      this.#cursor += 1;
    }
  }

  #forget(past: RecordPast, place: number, nowUs: number): void {
    this.#pasts[place] = past.at(nowUs)?.closedUp();
    if (this.#pasts[place] !== undefined) return;
    this.#places.delete(past.id);
    this.#holes.push(place);
  }
}

function* entriesAt(
  pasts: readonly (RecordPast | undefined)[],
  nowUs: number,
): Generator<PastEntry> {
  for (const past of pasts) {
    const seen = past?.at(nowUs);
    if (seen !== undefined) yield seen.toEntry();
  }
}

/** The JSON text of each field of a record. */
function textIn(json: string): (field: string) => string {
  const fields = fieldsOf(json);
  return (field) => (Object.hasOwn(fields, field) ? JSON.stringify(fields[field]) : ABSENT);
}
