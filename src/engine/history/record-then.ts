import type { Model } from '../../model/model';
import type { RecordEntry } from '../record-entry';
import { fieldsOf } from '../unique-index';
import { isBy, type Instant } from './instant';
import { ABSENT, DELETED, type Moment, type Version } from './past-entry';
import { UNKNOWN_TIME, type RecordPast } from './record-past';

/** What memory has of one record. */
export interface Remembered {
  readonly entry: RecordEntry | undefined;
  readonly past: RecordPast | undefined;
  /** From when on it is known which records there were; always, when nothing is said. */
  readonly since?: Moment | undefined;
}

/** Fields of a record that somebody sees. What is never on record has no past. */
export interface Sight {
  readonly fields: readonly string[];
  /** Nothing of what is on record is left out. */
  readonly isWhole: boolean;
}

/** What clients see of a past record. */
export function sightOfClients({ fieldNames, hiddenFields, memoryFields }: Model): Sight {
  const fields = fieldNames.filter(
    (field) => !hiddenFields.includes(field) && !memoryFields.has(field),
  );
  return { fields, isWhole: hiddenFields.length === 0 };
}

/** What a program sees of one: hidden fields too. */
export function sightOfPrograms({ fieldNames, memoryFields }: Model): Sight {
  return { fields: fieldNames.filter((field) => !memoryFields.has(field)), isWhole: true };
}

/**
 * What is known of a record at an instant, never a guess. Nothing is parsed or copied before it is
 * asked for.
 */
export class RecordThen {
  readonly #model: Model;
  readonly #entry: RecordEntry | undefined;
  readonly #past: RecordPast | undefined;
  readonly #at: Instant;
  /** Its last event is not after the instant: it was what it is. */
  readonly #isUnchanged: boolean;
  /** Whether it was there; `undefined` when that is not known. */
  readonly isThere: boolean | undefined;
  #present: Readonly<Record<string, unknown>> | undefined;

  constructor(model: Model, { entry, past, since }: Remembered, at: Instant) {
    this.#model = model;
    this.#entry = entry;
    this.#past = past;
    this.#at = at;
    this.#isUnchanged =
      entry !== undefined &&
      isBy({ seq: entry.version, timestamp: past?.changedAt ?? Infinity }, at);
    const isTold = since === undefined || isBy(since, at);
    this.isThere = this.#isUnchanged || this.#wasThere(isTold ? false : undefined);
  }

  get id(): string {
    return (this.#past ?? this.#entry)?.id ?? '';
  }

  /** JSON text of a field; `ABSENT` when it was not there, `undefined` when that is not known. */
  textOf(field: string): string | undefined {
    if (field === 'id') return `"${this.id}"`;
    if (this.#isUnchanged) return this.#presentText(field);
    const version = this.#versionOf(field);
    if (version !== undefined) return version.text === DELETED ? ABSENT : version.text;
    return this.#isConstant(field) ? this.#presentText(field) : undefined;
  }

  /** Those of some fields of which it is not known what they were. */
  missing(fields: readonly string[]): readonly string[] {
    if (this.#isUnchanged) return [];
    return fields.filter(
      (field) => field !== 'id' && this.#versionOf(field) === undefined && !this.#isConstant(field),
    );
  }

  /** JSON text of the record. Nothing of it is missing. */
  json({ fields, isWhole }: Sight): string {
    if (isWhole && this.#isUnchanged) return this.#entry?.json ?? '';
    let text = '';
    for (const field of fields) {
      const value = this.textOf(field) ?? ABSENT;
      if (value !== ABSENT) text += `${text === '' ? '{' : ','}${JSON.stringify(field)}:${value}`;
    }
    return `${text}}`;
  }

  /** @param untold what to say where nothing tells of the record: another one may be forgotten. */
  #wasThere(untold: false | undefined): boolean | undefined {
    const past = this.#past;
    // A model that keeps nothing knows nothing of what is deleted, or was before its last change.
    if (past === undefined) return this.#model.history.size === 0 ? undefined : untold;
    if (!isBy(past.first, this.#at)) return untold;
    let isSeen = false;
    for (const field of this.#model.history.keys()) {
      const version = past.field(field)?.at(this.#at);
      if (version?.text === DELETED) return false;
      isSeen ||= version !== undefined;
    }
    return isSeen || this.#hasLivedSince(past) ? true : undefined;
  }

  #versionOf(field: string): Version | undefined {
    return this.#model.history.has(field) ? this.#past?.field(field)?.at(this.#at) : undefined;
  }

  /** What never changes is what it is, unless that was another record of the same identifier. */
  #isConstant(field: string): boolean {
    const { immutableFields, history } = this.#model;
    if (!immutableFields.includes(field) || history.has(field)) return false;
    return this.#past !== undefined && this.#hasLivedSince(this.#past);
  }

  /** The record that is there now was there at the instant. */
  #hasLivedSince(past: RecordPast): boolean {
    if (this.#entry === undefined) return false;
    const birth = past.lastBirth;
    if (isTimed(birth) || 'seq' in this.#at) return isBy(birth, this.#at);
    // Some field tells of it then, and of no deletion since.
    return [...this.#model.history.keys()].some((name) => {
      const field = past.field(name);
      if (field?.at(this.#at) === undefined) return false;
      return field
        .toArray()
        .every((version) => isBy(version, this.#at) || version.text !== DELETED);
    });
  }

  #presentText(field: string): string {
    this.#present ??= fieldsOf(this.#entry?.json);
    const value = Object.hasOwn(this.#present, field) ? this.#present[field] : undefined;
    return value === undefined ? ABSENT : JSON.stringify(value);
  }
}

const isTimed = ({ timestamp }: Moment): boolean => timestamp !== UNKNOWN_TIME;
