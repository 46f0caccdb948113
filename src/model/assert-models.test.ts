import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { assertModels } from './assert-models';
import { defineModel } from './define-model';
import { field } from './field';

const refused = (message: RegExp): object => ({ code: 'invalid_model', message });

test('models that are served together have names of their own', () => {
  assert.throws(
    () => assertModels([defineModel('as', {}), defineModel('as', {})]),
    refused(/twice/),
  );
  const other = defineModel('others', {}, { singular: 'a' });
  assert.throws(
    () => assertModels([defineModel('as', {}), other]),
    refused(/ACreated.* of as too/),
  );
});

test('a reference names a model that is served too, itself or one that comes later', () => {
  const to = (references: string) =>
    defineModel('nodes', { parent: field(z.string(), { db: { references } }) });
  assert.throws(() => assertModels([to('ghosts')]), refused(/parent: db\.references ghosts/));
  assertModels([to('nodes')]);
  assertModels([to('others'), defineModel('others', {})]);
});
