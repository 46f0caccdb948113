import type { HistoryRule } from '../../model/history-rule';
import { FieldPast } from './field-past';
import { DELETED, type Moment, type PastEntry, type Version } from './past-entry';

const NONE = FieldPast.none();

/** Fields whose past is kept, in declared order. */
export type Rules = readonly (readonly [field: string, rule: HistoryRule])[];

/** What is kept of the past of one record. Immutable. */
export class RecordPast {
  readonly id: string;
  readonly first: Moment;
  /** Time of the last event that concerns it. */
  readonly changedAt: number;
  readonly #rules: Rules;
  /** One a rule. */
  readonly #fields: readonly FieldPast[];

  private constructor(
    rules: Rules,
    facts: Pick<PastEntry, 'id' | 'first' | 'changedAt'>,
    fields: readonly FieldPast[],
  ) {
    this.id = facts.id;
    this.first = facts.first;
    this.changedAt = facts.changedAt;
    this.#rules = rules;
    this.#fields = fields;
  }

  /** A record that has no past before this moment. */
  static startingAt(rules: Rules, id: string, { seq, timestamp }: Moment): RecordPast {
    const facts = { id, first: { seq, timestamp }, changedAt: timestamp };
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
    for (const { last } of this.#fields) if (last?.text === DELETED) return true;
    return false;
  }

  /** @param textOf what each field is after an event; the same as before adds no version. */
  with({ seq, timestamp }: Moment, textOf: (field: string) => string): RecordPast {
    const fields = this.#fields.map((past, index) => {
      const [field, rule] = this.#rules[index] as Rules[number];
      const text = textOf(field);
      return past.last?.text === text ? past : past.with({ seq, timestamp, text }, rule);
    });
    const { id, first } = this;
    return new RecordPast(this.#rules, { id, first, changedAt: timestamp }, fields);
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
    const { id, first, changedAt } = this;
    return { id, first, changedAt, fields };
  }

  #mapped(change: (past: FieldPast, rule: HistoryRule) => FieldPast): RecordPast {
    const fields = this.#fields.map((past, index) =>
      change(past, (this.#rules[index] as Rules[number])[1]),
    );
    const isSame = fields.every((past, index) => past === this.#fields[index]);
    return isSame ? this : new RecordPast(this.#rules, this, fields);
  }
}
