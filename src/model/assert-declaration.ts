import { LithairError } from '../errors/lithair-error';
import type { Field } from './field';
import type { FieldRules } from './field-rules';
import { historyRuleOf } from './history-rule';

type Group = keyof FieldRules;
type Kind = 'true' | 'boolean' | 'count' | 'name' | 'function' | 'json' | readonly string[];

/** Every attribute that there is, and what it is given: any other is a mistake. */
export const ATTRIBUTES: Readonly<Record<Group, Readonly<Record<string, Kind>>>> = {
  db: {
    primaryKey: 'true',
    unique: 'boolean',
    indexed: 'boolean',
    nullable: 'boolean',
    default: 'json',
    references: 'name',
    onDelete: ['restrict', 'cascade', 'setNull'],
  },
  lifecycle: {
    immutable: 'boolean',
    audited: 'boolean',
    versions: 'count',
    history: ['full', 'never'],
    retentionDays: 'count',
  },
  http: { expose: 'boolean', validate: 'function', readOnly: 'boolean', writeOnly: 'boolean' },
  persistence: {
    memoryOnly: 'boolean',
    autoPersist: 'boolean',
    trackHistory: 'boolean',
    replicate: 'boolean',
    noReplication: 'boolean',
  },
  permission: { read: 'name', write: 'name' },
};

/** Under `/api/` they are no model. */
const RESERVED = ['events', 'transaction', 'views'];

/** What a model says beside its fields. */
interface Facts {
  readonly singular: string;
  readonly version: number;
  readonly upcasters: Readonly<Record<string, unknown>>;
  readonly http: Readonly<Record<string, unknown>>;
}

/**
 * Everything declared is enforced, so what makes no sense is refused before anything is opened.
 * @throws {LithairError} `invalid_model`, in one line that names the model, the field and the
 * attribute.
 */
export function assertDeclaration(
  name: string,
  fields: Readonly<Record<string, Field>>,
  { singular, version, upcasters, http }: Facts,
): void {
  const refuse = (reason: string): never => {
    throw new LithairError('invalid_model', `model ${JSON.stringify(name)}: ${reason}`);
  };
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name))
    refuse('a name is lower-case letters, digits and dashes');
  if (RESERVED.includes(name)) refuse('the name is that of a call of every node');
  if (!/^[a-z][a-zA-Z0-9]{0,62}$/.test(singular))
    refuse(`${JSON.stringify(singular)} is not a singular name`);
  if (!Number.isSafeInteger(version) || version < 1) refuse('a version is a whole number from 1');
  const gap = wrongUpcasters(version, upcasters);
  if (gap !== undefined) refuse(`upcasters: ${gap}`);
  const access = wrongAccessOf(http);
  if (access !== undefined) refuse(access);
  for (const [key, field] of Object.entries(fields)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(key) || key === '__proto__')
      refuse(`${JSON.stringify(key)} is not a field name: letters, digits and _`);
    const reason = unknownAttribute(field.rules) ?? contradiction(key, field);
    if (reason !== undefined) refuse(`${key}: ${reason}`);
  }
}

const CALLS = ['create', 'update', 'delete'];

function wrongAccessOf(http: unknown): string | undefined {
  if (typeof http !== 'object' || http === null || Array.isArray(http))
    return 'http is { create, update, delete }, each true or false';
  for (const [call, value] of Object.entries(http)) {
    if (!CALLS.includes(call)) return `http.${call} is none of ${CALLS.join(', ')}`;
    if (typeof value !== 'boolean') return `http.${call} is true or false`;
  }
  return undefined;
}

/** What is wrong with a chain of upcasters, which ends at the version that is declared. */
function wrongUpcasters(
  version: number,
  upcasters: Readonly<Record<string, unknown>>,
): string | undefined {
  const given = Object.keys(upcasters).map(Number);
  for (const [from, upcast] of Object.entries(upcasters)) {
    if (!Number.isSafeInteger(Number(from)) || Number(from) < 1 || Number(from) >= version)
      return `${from} is no version before ${version}`;
    if (typeof upcast !== 'function') return `${from} is a function`;
  }
  for (let from = Math.min(...given); from < version; from += 1)
    if (!given.includes(from)) return `the one from version ${from} to ${from + 1} is missing`;
  return undefined;
}

function unknownAttribute(rules: FieldRules): string | undefined {
  for (const [group, given] of Object.entries(rules)) {
    const known = Object.hasOwn(ATTRIBUTES, group) ? ATTRIBUTES[group as Group] : undefined;
    if (known === undefined) return `${group} is no group of attributes`;
    for (const [name, value] of Object.entries(given as object)) {
      const kind = Object.hasOwn(known, name) ? known[name] : undefined;
      if (kind === undefined) return `${group}.${name} is no attribute`;
      const wanted = misfit(kind, value);
      if (wanted !== undefined) return `${group}.${name} is ${wanted}`;
    }
  }
  return undefined;
}

/** What a value should have been. */
function misfit(kind: Kind, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof kind !== 'string')
    return kind.includes(value as string) ? undefined : `one of ${kind.join(', ')}`;
  switch (kind) {
    case 'true':
      return value === true ? undefined : 'true, or left out';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'count':
      return Number.isSafeInteger(value) && (value as number) >= 1
        ? undefined
        : 'a whole number from 1';
    case 'name':
      return typeof value === 'string' && value !== '' ? undefined : 'a name';
    case 'function':
      return typeof value === 'function' ? undefined : 'a function';
    case 'json':
      return isJson(value) ? undefined : 'a JSON value';
  }
}

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

/** A claim that is wrong of a field, and the reason of the refusal. */
type Form = readonly [isWrong: boolean, reason: string];

/** Two things that cannot both be meant. */
function contradiction(key: string, field: Field): string | undefined {
  const forms = [...wrongKeys(key, field), ...wrongLifecycles(field), ...wrongAccess(field)];
  return forms.find(([isWrong]) => isWrong)?.[1];
}

const mayBeAbsent = ({ schema }: Field): boolean => schema.safeParse(undefined).success;

function wrongKeys(key: string, field: Field): readonly Form[] {
  const { db = {}, lifecycle = {}, http = {}, persistence = {} } = field.rules;
  const isReference = db.references !== undefined;
  return [
    [key !== 'id' && db.primaryKey === true, 'db.primaryKey: the primary key is the field id'],
    [key === 'id' && mayBeAbsent(field), 'an identifier is always there: no default, nor optional'],
    [key === 'id' && (http.expose === false || http.writeOnly === true), 'an identifier is shown'],
    [key === 'id' && http.readOnly === true, 'http.readOnly: a client may choose the identifier'],
    [key === 'id' && persistence.memoryOnly === true, 'persistence.memoryOnly: it is the key'],
    [key === 'id' && isReference, 'db.references: a record has an identifier of its own'],
    [db.onDelete !== undefined && !isReference, 'db.onDelete needs db.references'],
    [db.onDelete === 'setNull' && db.nullable !== true, 'db.onDelete setNull needs db.nullable'],
    [
      db.onDelete === 'setNull' && lifecycle.immutable === true,
      'db.onDelete setNull changes a field that lifecycle.immutable keeps',
    ],
    [
      db.default !== undefined && !field.schema.safeParse(db.default).success,
      'db.default is not a value of the field',
    ],
  ];
}

function wrongLifecycles({ rules }: Field): readonly Form[] {
  const { lifecycle = {}, persistence = {} } = rules;
  const isKept = lifecycle.versions !== undefined || lifecycle.audited === true;
  return [
    [
      lifecycle.history === 'never' && (isKept || persistence.trackHistory === true),
      'lifecycle.history never contradicts versions, audited and trackHistory',
    ],
    [
      lifecycle.history === 'full' && lifecycle.versions !== undefined,
      'lifecycle.history full keeps all versions: leave one of them out',
    ],
    [
      lifecycle.history === 'never' && lifecycle.retentionDays !== undefined,
      'lifecycle.retentionDays: nothing is kept',
    ],
  ];
}

function wrongAccess(field: Field): readonly Form[] {
  const { db = {}, lifecycle = {}, http = {}, persistence = {} } = field.rules;
  const isUnrecorded = persistence.memoryOnly === true;
  const needsRecord =
    db.unique === true ||
    db.indexed === true ||
    db.references !== undefined ||
    lifecycle.immutable === true ||
    historyRuleOf(field.rules) !== undefined;
  return [
    [
      http.readOnly === true && http.writeOnly === true,
      'http.readOnly and writeOnly exclude each other',
    ],
    [
      http.expose === false && (http.readOnly === true || http.writeOnly === true),
      'http.expose false leaves nothing for readOnly or writeOnly',
    ],
    [
      (http.expose === false || http.readOnly === true) && !mayBeAbsent(field),
      'no client can give it: it needs db.default, db.nullable or to be optional',
    ],
    [
      isUnrecorded && !mayBeAbsent(field),
      'persistence.memoryOnly: after a restart it is not there; it needs db.default, db.nullable or to be optional',
    ],
    [
      isUnrecorded && needsRecord,
      'persistence.memoryOnly: nothing of it is on record for unique, indexed, references, immutable or a history',
    ],
    [
      persistence.autoPersist === false && needsRecord,
      'persistence.autoPersist false: unique, indexed, references, immutable and a history need every change on record',
    ],
    [
      isUnrecorded && persistence.autoPersist !== undefined,
      'persistence.autoPersist: memoryOnly is never written',
    ],
    [
      persistence.replicate === true && persistence.noReplication === true,
      'persistence.replicate and noReplication exclude each other',
    ],
  ];
}
