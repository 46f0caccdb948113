import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { defineModel, type Fields } from '../define-model';
import { field } from '../field';
import type { FieldRules } from '../field-rules';
import { compareSchemas } from './compare-schemas';
import { schemaOf } from './model-schema';

const schema = (fields: Fields) => schemaOf([defineModel('things', fields), Other]);
const Other = defineModel('others', { label: field(z.string()) });

/** How a field, or its absence, became another: each difference as `what kind`. */
function found(before: Fields, after: Fields): readonly string[] {
  // Through JSON: what is on record was read back.
  const stored = JSON.parse(JSON.stringify(schema(before))) as ReturnType<typeof schema>;
  return compareSchemas(stored, schema(after)).map(({ what, kind }) => `${what} ${kind}`);
}

const it = (type: z.ZodType, rules: FieldRules = {}): Fields => ({ it: field(type, rules) });
const text = z.string();

test('the same declaration, in another order and with other titles, is the same', () => {
  const [a, b] = [field(text), field(z.number())];
  assert.deepEqual(found({ a, b }, { b, a }), []);
  assert.deepEqual(found(it(text), it(text.describe('a title').meta({ x: 1 }))), []);
  assert.deepEqual(found(it(text), it(text, { http: { readOnly: false } })), []);
  const random = (): Fields => it(text.default(() => String(Math.random())));
  assert.deepEqual(found(random(), random()), []);
});

test('a type that allows more is additive, any other breaks', () => {
  const number = z.number();
  const object = z.object({ a: text, b: text.optional() });
  const wider: [z.ZodType, z.ZodType][] = [
    [text.min(2), text],
    [text.max(5), text.max(9)],
    [text, text.nullable()],
    [z.number().int(), number],
    [number.positive(), number],
    [number.min(3).max(4), number.min(2).max(5)],
    [z.enum(['a', 'b']), z.enum(['c', 'b', 'a'])],
    [z.enum(['a', 'b']), text],
    [z.literal(3), number],
    [z.email(), text],
    [text, z.union([text, number])],
    [z.array(z.enum(['a'])), z.array(text)],
    [z.union([z.object({ a: text }), text]), z.union([z.object({ a: text }), text, number])],
    [z.array(text).min(1), z.array(text)],
    [object, z.object({ a: text.optional(), b: text.optional(), c: text.optional() })],
    [z.object({ a: text }), z.looseObject({ a: text })],
  ];
  for (const [from, to] of wider) {
    const said = JSON.stringify([z.toJSONSchema(from), z.toJSONSchema(to)]);
    assert.deepEqual(found(it(from), it(to)), ['type additive'], said);
    assert.deepEqual(found(it(to), it(from)).includes('type breaking'), true, `back: ${said}`);
  }
  const unknown: [z.ZodType, z.ZodType][] = [
    [text, number],
    [text.regex(/a/), text.regex(/b/)],
    [z.email(), z.uuid()],
    [object, z.object({ a: text, b: text.optional(), c: text })],
    [z.looseObject({ a: text }), z.looseObject({ a: text, c: number.optional() })],
    [z.json(), z.record(text, z.json())],
  ];
  for (const [from, to] of unknown)
    assert.deepEqual(
      found(it(from), it(to)),
      ['type breaking'],
      JSON.stringify(z.toJSONSchema(to)),
    );
});

test('fields and attributes: what old records cannot have kept breaks', () => {
  const others = { db: { references: 'others' } } as const;
  const cascade = { db: { references: 'others', onDelete: 'cascade' } } as const;
  const cases: [Fields, Fields, string[]][] = [
    [{}, it(text.optional()), ['added additive']],
    [{}, it(text, { db: { nullable: true } }), ['added additive']],
    [{}, it(text, { db: { default: 'x' } }), ['added additive']],
    [{}, it(text), ['added breaking']],
    [it(text), {}, ['removed breaking']],
    [it(text.optional()), it(text), ['optional breaking']],
    [it(text), it(text.optional()), ['optional additive']],
    [it(text, { db: { default: 'x' } }), it(text, { db: { default: 'y' } }), ['default additive']],
    [it(text), it(text, { db: { unique: true } }), ['unique breaking']],
    [it(text, { db: { unique: true } }), it(text), ['unique additive']],
    [it(text), it(text, { db: { indexed: true } }), ['indexed additive']],
    [it(text), it(text, { lifecycle: { immutable: true } }), ['immutable additive']],
    [it(text), it(text, { lifecycle: { versions: 3 } }), ['history additive']],
    [it(text), it(text, others), ['references breaking', 'onDelete additive']],
    [it(text, others), it(text), ['references additive', 'onDelete additive']],
    [it(text, others), it(text, cascade), ['onDelete additive']],
    [
      it(text, { db: { default: '' }, persistence: { memoryOnly: true } }),
      it(text, { db: { default: '' } }),
      ['added additive'],
    ],
  ];
  for (const [from, to, expected] of cases) assert.deepEqual(found(from, to), expected);
});

test('models: a new one is additive, one that is gone or renamed breaks, a version only rises', () => {
  const of = (version: number, singular = 'thing') =>
    schemaOf([defineModel('things', it(text), { version, singular })]);
  const said = (a: ReturnType<typeof of>, b: ReturnType<typeof of>): string[] =>
    compareSchemas(a, b).map(({ what, kind }) => `${what} ${kind}`);
  assert.deepEqual(said({}, of(1)), ['added additive']);
  assert.deepEqual(said(of(1), {}), ['removed breaking']);
  assert.deepEqual(said(of(1), of(2)), ['version additive']);
  assert.deepEqual(said(of(2), of(1)), ['version breaking']);
  assert.deepEqual(said(of(1), of(1, 'stuff')), ['singular breaking']);
});
