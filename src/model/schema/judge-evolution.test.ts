import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { defineModel } from '../define-model';
import { field } from '../field';
import type { Model } from '../model';
import { judgeEvolution } from './judge-evolution';
import { schemaOf } from './model-schema';

const same = (old: object): object => old;
const first = defineModel('products', { cents: field(z.number()) });
const other = defineModel('shops', { name: field(z.string()) });
const at = (version: number, type: z.ZodType = z.number()): Model =>
  defineModel(
    'products',
    { price: field(type) },
    { version, upcasters: version > 1 ? { [version - 1]: same } : {} },
  );

test('a field that goes at the same version is refused in one line that says what to do', () => {
  const { kind, refusal } = judgeEvolution(schemaOf([first]), [at(1)]);
  assert.equal(kind, 'refused');
  assert.equal(refusal?.code, 'schema_changed');
  assert.match(
    refusal.message,
    /^products\.cents: removed \(and 1 more: .*raise the version of products to 2 with upcasters: \{ 1: …/,
  );
});

test('a version that was raised is a migration, whatever changed; one that went back is refused', () => {
  const raised = judgeEvolution(schemaOf([first]), [at(2)]);
  assert.equal(raised.kind, 'migration');
  assert.deepEqual(raised.raised, [{ model: 'products', from: 1, to: 2 }]);
  const back = judgeEvolution(schemaOf([at(3)]), [at(2)]);
  assert.equal(back.kind, 'refused');
  assert.match(back.refusal?.message ?? '', /^products: version was 3, is 2: .*version 3, or/);
});

test('raising one model does not excuse another', () => {
  const shops = defineModel('shops', { name: field(z.number()) });
  const { kind, refusal } = judgeEvolution(schemaOf([first, other]), [at(2), shops]);
  assert.equal(kind, 'refused');
  assert.match(refusal?.message ?? '', /^shops\.name: type was \{"type":"string"\}, is/);
});

test('a model may go when nothing of it is on record', () => {
  const gone = judgeEvolution(schemaOf([first, other]), [first]);
  assert.deepEqual([gone.kind, gone.refusal?.code], ['refused', 'unknown_event_type']);
  const unused = judgeEvolution(schemaOf([first, other]), [first], new Set(['shops']));
  assert.equal(unused.kind, 'additive');
});

test('what is on record without a schema counts as version 1', () => {
  assert.equal(judgeEvolution(undefined, [first]).kind, 'additive');
  assert.equal(judgeEvolution(undefined, [at(2)]).kind, 'migration');
  assert.equal(judgeEvolution(schemaOf([first]), [first]).kind, 'none');
  assert.equal(judgeEvolution(schemaOf([other]), [other, at(3)]).kind, 'additive', 'a new model');
});
