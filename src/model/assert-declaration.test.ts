import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { z } from 'zod';
import { LithairError } from '../errors/lithair-error';
import { ATTRIBUTES } from './assert-declaration';
import { defineModel } from './define-model';
import { field } from './field';
import type { FieldRules } from './field-rules';

/** What a declaration of one field `it` is refused with. */
function refusalOf(rules: unknown, schema: z.ZodType = z.string(), name = 'it'): string {
  try {
    defineModel('things', { [name]: field(schema, rules as FieldRules) });
  } catch (error) {
    assert.ok(error instanceof LithairError);
    assert.equal(error.code, 'invalid_model');
    assert.equal(error.exit, 78);
    assert.doesNotMatch(error.message, /\n/);
    return error.message;
  }
  return 'accepted';
}

test('an attribute that does not exist is refused by name', () => {
  const refused: readonly [unknown, RegExp][] = [
    [{ dbase: {} }, /^model "things": it: dbase is no group of attributes/],
    [{ db: { uniqe: true } }, /it: db\.uniqe is no attribute/],
    [{ db: { toString: true } }, /it: db\.toString is no attribute/],
    [{ constructor: {} }, /it: constructor is no group/],
    [{ db: { unique: 'yes' } }, /it: db\.unique is true or false/],
    [{ db: { primaryKey: false } }, /it: db\.primaryKey is true, or left out/],
    [{ db: { references: '' } }, /it: db\.references is a name/],
    [
      { db: { references: 'a', onDelete: 'ignore' } },
      /onDelete is one of restrict, cascade, setNull/,
    ],
    [{ db: { default: () => 1 } }, /it: db\.default is a JSON value/],
    [{ db: { default: 1n } }, /it: db\.default is a JSON value/],
    [{ lifecycle: { versions: 0 } }, /lifecycle\.versions is a whole number from 1/],
    [{ lifecycle: { retentionDays: 1.5 } }, /lifecycle\.retentionDays is a whole number from 1/],
    [{ lifecycle: { history: 'some' } }, /lifecycle\.history is one of full, never/],
    [{ http: { validate: 'email' } }, /it: http\.validate is a function/],
    [{ permission: { read: 3 } }, /it: permission\.read is a name/],
  ];
  for (const [rules, message] of refused) assert.match(refusalOf(rules), message);
});

test('what contradicts itself is refused', () => {
  const optional = z.string().optional();
  const refused: readonly [unknown, RegExp, z.ZodType?, string?][] = [
    [{ db: { primaryKey: true } }, /the primary key is the field id/],
    [{ db: { default: 'x' } }, /no default, nor optional/, z.string(), 'id'],
    [{ http: { writeOnly: true } }, /an identifier is shown/, z.string(), 'id'],
    [{ http: { readOnly: true } }, /may choose the identifier/, z.string(), 'id'],
    [{ persistence: { memoryOnly: true } }, /it is the key/, z.string(), 'id'],
    [{ db: { references: 'others' } }, /an identifier of its own/, z.string(), 'id'],
    [{ db: { onDelete: 'cascade' } }, /onDelete needs db\.references/],
    [{ db: { references: 'a', onDelete: 'setNull' } }, /setNull needs db\.nullable/],
    [
      {
        db: { references: 'a', onDelete: 'setNull', nullable: true },
        lifecycle: { immutable: true },
      },
      /setNull changes a field that lifecycle\.immutable keeps/,
    ],
    [{ db: { default: 3 } }, /db\.default is not a value of the field/],
    [{ lifecycle: { history: 'never', versions: 2 } }, /never contradicts versions/],
    [{ lifecycle: { history: 'never', audited: true } }, /never contradicts/],
    [{ lifecycle: { history: 'never' }, persistence: { trackHistory: true } }, /never contradicts/],
    [{ lifecycle: { history: 'full', versions: 2 } }, /full keeps all versions/],
    [{ lifecycle: { history: 'never', retentionDays: 2 } }, /nothing is kept/],
    [{ http: { readOnly: true, writeOnly: true } }, /exclude each other/, optional],
    [{ http: { expose: false, readOnly: true } }, /leaves nothing/, optional],
    [{ http: { expose: false } }, /no client can give it/],
    [{ http: { readOnly: true } }, /no client can give it/],
    [{ persistence: { memoryOnly: true } }, /after a restart it is not there/],
    [
      { persistence: { memoryOnly: true }, db: { unique: true } },
      /nothing of it is on record/,
      optional,
    ],
    [
      { persistence: { memoryOnly: true }, lifecycle: { immutable: true } },
      /nothing of it is on record/,
      optional,
    ],
    [{ persistence: { autoPersist: false }, lifecycle: { immutable: true } }, /on record/],
    [
      { persistence: { memoryOnly: true }, lifecycle: { history: 'full' } },
      /nothing of it is on record/,
      optional,
    ],
    [
      { persistence: { memoryOnly: true, autoPersist: true } },
      /memoryOnly is never written/,
      optional,
    ],
    [{ persistence: { autoPersist: false }, db: { indexed: true } }, /need every change on record/],
    [{ persistence: { replicate: true, noReplication: true } }, /exclude each other/],
  ];
  for (const [rules, message, schema, name] of refused)
    assert.match(refusalOf(rules, schema, name), message);
});

test('a name that no URL or event could have is refused', () => {
  const invalid = { code: 'invalid_model' };
  assert.throws(() => defineModel('Bad Name', {}), invalid);
  assert.throws(() => defineModel('transaction', {}), invalid);
  assert.throws(() => defineModel('events', {}), invalid);
  assert.throws(() => defineModel('bads', {}, { singular: 'a b' }), invalid);
  assert.throws(() => defineModel('bads', {}, { version: 0 }), invalid);
  assert.throws(() => defineModel('bads', { 'a-b': field(z.string()) }), invalid);
  assert.equal(refusalOf({}), 'accepted');
});

test('each attribute has a `Règle:` of its own in the suite', () => {
  const features = readdirSync('features').filter((name) => name.endsWith('.feature'));
  const rules = features.flatMap((name) =>
    [...readFileSync(`features/${name}`, 'utf8').matchAll(/^ *Règle: (.*)$/gm)].map(
      ([, title]) => title as string,
    ),
  );
  const named = new Set(rules.flatMap((title) => title.match(/\b[a-z]+\.[a-zA-Z]+\b/g) ?? []));
  const attributes = Object.entries(ATTRIBUTES).flatMap(([group, each]) =>
    Object.keys(each).map((name) => `${group}.${name}`),
  );
  assert.ok(attributes.length > 20);
  assert.deepEqual(
    attributes.filter((attribute) => !named.has(attribute)),
    [],
  );
});
