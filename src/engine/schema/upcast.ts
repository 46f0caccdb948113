import { LithairError } from '../../errors/lithair-error';
import { reasonOf } from '../../errors/reason-of';
import type { Model, RecordValue, Upcaster } from '../../model/model';

/** The version under which something of a model was written; `undefined`: nothing of it was. */
export type VersionOf = (model: string) => number | undefined;

/** A record on record: what it is called, and the event that wrote it. */
export interface Written {
  readonly aggregateId: string;
  readonly seq: number;
  /** JSON text. */
  readonly payload: string;
}

/** Brings the text of a record to the declared version. */
export type UpcastText = (written: Written) => string;

/** The same for what an event, or what is remembered of one, holds. */
export type UpcastEvents = <E extends WrittenEvent>(event: E) => E;

interface WrittenEvent extends Written {
  readonly type: string;
}

/**
 * Brings what was written under earlier versions of the models to the declared ones. A model whose
 * version has not changed costs nothing, and is not looked at.
 */
export class Upcast {
  readonly #models: readonly Model[];
  /** Last event that was brought to a later version, by model. */
  readonly #boundaries = new Map<string, number>();

  constructor(models: readonly Model[]) {
    this.#models = models;
  }

  /** Last event of a model that was written under an earlier version; 0 for none. */
  boundaryOf(model: string): number {
    return this.#boundaries.get(model) ?? 0;
  }

  /** Models of which something was written under an earlier version. */
  get touched(): readonly string[] {
    return [...this.#boundaries.keys()];
  }

  /**
   * What to do with each event that was written under these versions; `undefined` when that is
   * nothing.
   * @throws {LithairError} `schema_changed`: no upcaster leads from such a version.
   */
  events(versionOf: VersionOf): UpcastEvents | undefined {
    const texts = new Map<string, UpcastText>();
    for (const model of this.#models) {
      const upcast = this.texts(model.name, versionOf(model.name));
      if (upcast === undefined) continue;
      // An event of a deletion holds the identifier alone.
      texts.set(model.eventTypes.created, upcast).set(model.eventTypes.updated, upcast);
    }
    if (texts.size === 0) return undefined;
    return (event) => {
      const upcast = texts.get(event.type);
      // What changed is said in the fields of then: the record is told in those of today.
      return upcast === undefined
        ? event
        : { ...event, changed: undefined, payload: upcast(event) };
    };
  }

  /** The same for the texts of the records of one model. */
  texts(name: string, version: number | undefined): UpcastText | undefined {
    const model = this.#models.find((declared) => declared.name === name);
    if (model === undefined || version === undefined || version >= model.version) return undefined;
    const chain = chainFrom(model, version);
    return (written) => {
      const payload = upcastText(model, chain, version, written);
      this.#boundaries.set(name, Math.max(this.boundaryOf(name), written.seq));
      return payload;
    };
  }
}

/** @throws {LithairError} `schema_changed`: a link is missing. */
export function chainFrom(model: Model, version: number): readonly Upcaster[] {
  const chain: Upcaster[] = [];
  for (let from = version; from < model.version; from += 1) {
    const upcast = model.upcasters.get(from);
    if (upcast === undefined) {
      const message =
        `model ${JSON.stringify(model.name)}: records of version ${version} are on record, and no ` +
        `upcaster leads from version ${from} to ${from + 1}: give upcasters: { ${from}: … }`;
      throw new LithairError('schema_changed', message);
    }
    chain.push(upcast);
  }
  return chain;
}

function upcastText(
  model: Model,
  chain: readonly Upcaster[],
  version: number,
  { aggregateId: id, seq, payload }: Written,
): string {
  let value = JSON.parse(payload) as RecordValue;
  let from = version;
  const refuse = (reason: string, cause?: unknown): never => {
    const step = `the upcaster from version ${from}`;
    const message = `event ${seq}, ${model.name}/${id}: ${step} ${reason}. Nothing was changed`;
    throw new LithairError('migration_failed', message, { seq }, cause);
  };
  for (const upcast of chain) {
    try {
      value = upcast(value) as RecordValue;
    } catch (error) {
      refuse(`failed: ${reasonOf(error)}`, error);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      refuse('gave no record');
    if (value.id !== id) refuse(`gave the identifier ${JSON.stringify(value.id)}`);
    from += 1;
  }
  try {
    return inDeclaredOrder(model, value);
  } catch (error) {
    return refuse(`gave what is not JSON: ${reasonOf(error)}`, error);
  }
}

/** As the log would have it: the indexes read fields out of the text, behind the identifier. */
function inDeclaredOrder({ fieldNames }: Model, value: RecordValue): string {
  const ordered: Record<string, unknown> = {};
  for (const name of fieldNames) if (Object.hasOwn(value, name)) ordered[name] = value[name];
  return JSON.stringify({ ...ordered, ...value });
}
