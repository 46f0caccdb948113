import type { HistoryRule } from '../../model/history-rule';
import { FieldPast } from './field-past';
import { isBy, type Instant } from './instant';
import { DELETED, type Moment, type PastEntry, type Version } from './past-entry';

const NONE = FieldPast.none();
/** Of a creation that is known by its event alone. */
export const UNKNOWN_TIME = 0;

/** Fields whose past is kept, in declared order. */
export type Rules = readonly (readonly [field: string, rule: HistoryRule])[];

type Facts = Pick<PastEntry, 'id' | 'first' | 'again' | 'changedAt'>;

/** What is kept of the past of one record. Immutable. */
export class RecordPast {
  readonly id: string;
  readonly first: Moment;
  readonly again: readonly Moment[];
  /** Time of the last event that concerns it. */
  readonly changedAt: number;
  readonly #rules: Rules;
  /** One a rule. */
  readonly #fields: readonly FieldPast[];

  private constructor(rules: Rules, facts: Facts, fields: readonly FieldPast[]) {
    this.id = facts.id;
    this.first = facts.first;
    this.again = livesStillTold(facts.again, fields);
    this.changedAt = facts.changedAt;
    this.#rules = rules;
    this.#fields = fields;
  }

  /** A record that has no past before this moment. */
  static startingAt(rules: Rules, id: string, { seq, timestamp }: Moment): RecordPast {
    const facts = { id, first: { seq, timestamp }, again: [], changedAt: timestamp };
    return new RecordPast(rules, facts, new Array<FieldPast>(rules.length).fill(NONE));
  }

  /** As a snapshot has it. Fields that are not followed any more are left out. */
  static of(rules: Rules, entry: PastEntry): RecordPast {
    const fields = rules.map(([field, rule]) => FieldPast.of(entry.fields.get(field) ?? [], rule));
    return new RecordPast(rules, entry, fields);
  }

  /** The versions of a field; `undefined` when its past is not kept. */
  field(name: string): FieldPast | undefined {
    return this.#fields[this.#rules.findIndex(([field]) => field === name)];
  }

  get isDeleted(): boolean {
    return this.deletion !== undefined;
  }

  /** The event that deleted it, when it is deleted. */
  get deletion(): Moment | undefined {
    for (const { last } of this.#fields) if (last?.text === DELETED) return last;
    return undefined;
  }

  /** The last time that it was created. */
  get lastBirth(): Moment {
    return this.again.at(-1) ?? this.first;
  }

  /** The event that had created the record by an instant, whether or not it was deleted since. */
  birthBy(at: Instant): Moment | undefined {
    for (let index = this.again.length - 1; index >= 0; index -= 1) {
      const birth = this.again[index] as Moment;
      if (isBy(birth, at)) return birth;
    }
    return isBy(this.first, at) ? this.first : undefined;
  }

  /** The creation that an event was; `undefined` when it was none of this record. */
  birth(seq: number): Moment | undefined {
    if (this.first.seq === seq) return this.first;
    return this.again.find((moment) => moment.seq === seq);
  }

  /** It is known to have been created again, not when: an earlier version did not say so. */
  bornAgain(seq: number): RecordPast {
    const again = [...this.again, { seq, timestamp: UNKNOWN_TIME }];
    return new RecordPast(this.#rules, { ...this.#facts, again }, this.#fields);
  }

  /** @param textOf what each field is after an event; the same as before adds no version. */
  with({ seq, timestamp }: Moment, textOf: (field: string) => string): RecordPast {
    const fields = this.#fields.map((past, index) => {
      const [field, rule] = this.#rules[index] as Rules[number];
      const text = textOf(field);
      return past.last?.text === text ? past : past.with({ seq, timestamp, text }, rule);
    });
    const isBorn = this.isDeleted && fields.some(({ last }) => last?.text !== DELETED);
    const again = isBorn ? [...this.again, { seq, timestamp }] : this.again;
    const { id, first } = this;
    return new RecordPast(this.#rules, { id, first, again, changedAt: timestamp }, fields);
  }

  /**
   * What may still be seen at a time; `undefined` when that is nothing: a record is forgotten when
   * its deletion is older than every value could be.
   */
  at(nowUs: number): RecordPast | undefined {
    if (this.isDeleted && this.#rules.every(([, rule]) => this.changedAt < nowUs - rule.maxAgeUs))
      return undefined;
    return this.#mapped((past, rule) => past.without(nowUs, rule));
  }

  /** The same, in less memory where much was forgotten. */
  closedUp(): RecordPast {
    return this.#mapped((past) => past.closedUp());
  }

  toEntry(): PastEntry {
    const fields = new Map<string, readonly Version[]>();
    for (const [index, [field]] of this.#rules.entries())
      fields.set(field, (this.#fields[index] as FieldPast).toArray());
    return { ...this.#facts, fields };
  }

  get #facts(): Facts {
    const { id, first, again, changedAt } = this;
    return { id, first, again, changedAt };
  }

  #mapped(change: (past: FieldPast, rule: HistoryRule) => FieldPast): RecordPast {
    const fields = this.#fields.map((past, index) =>
      change(past, (this.#rules[index] as Rules[number])[1]),
    );
    const isSame = fields.every((past, index) => past === this.#fields[index]);
    return isSame ? this : new RecordPast(this.#rules, this, fields);
  }
}

/** Creations before the oldest version of any field tell nothing: nobody knows what was created. */
function livesStillTold(again: readonly Moment[], fields: readonly FieldPast[]): readonly Moment[] {
  if (again.length < 2) return again;
  const oldest = Math.min(...fields.map((field) => field.version(0)?.seq ?? Infinity));
  const from = again.findLastIndex(({ seq }) => seq <= oldest);
  return from < 1 ? again : again.slice(from);
}
