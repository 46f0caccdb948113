import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020';
import { z } from 'zod';
import { defineModel } from '../../model/define-model';
import { field } from '../../model/field';
import type { Model } from '../../model/model';
import { REFERENCE_MODELS } from '../../reference/models';
import { EVERY_ATTRIBUTE } from '../../testing/every-attribute';
import { routeTable } from '../api/route-table';
import { openApiDocument } from './document';

interface Document {
  readonly openapi: string;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Call>>>>;
}
interface Schema {
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required?: readonly string[];
}
interface Call {
  readonly parameters?: readonly { readonly name?: string; readonly schema?: object }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

function documentOf(models: readonly Model[]): Document {
  const table = routeTable({ models }, { hasDocs: true });
  const document = openApiDocument({ table, models, version: '1.2.3' });
  return JSON.parse(JSON.stringify(document)) as Document;
}

const library = documentOf(EVERY_ATTRIBUTE);
const { schemas } = library.components;
const names = (schema: string): string[] => Object.keys(schemas[schema]?.properties ?? {});

async function assertValid(document: Document): Promise<void> {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(
    JSON.parse(JSON.stringify(document)) as Record<string, unknown>,
  );
  assert.equal(valid, true, JSON.stringify(errors, null, 1));
  assert.equal(validator.version, '3.1');
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'api');
  for (const name of Object.keys(document.components.schemas))
    assert.ok(ajv.getSchema(`api#/components/schemas/${name}`), `${name} is a schema`);
}

test('the document is OpenAPI 3.1, and each of its schemas JSON Schema 2020-12', async () => {
  await assertValid(library);
  await assertValid(documentOf(REFERENCE_MODELS));
  await assertValid(documentOf([]));
});

test('no other dialect is named: Swagger UI shows a warning above the API then', () => {
  assert.equal('jsonSchemaDialect' in library, false);
});

test('a reference that leads nowhere is found: the validator does look', async () => {
  const broken = JSON.stringify(library).replaceAll('schemas/lithair.tally"', 'schemas/nothing"');
  await assert.rejects(assertValid(JSON.parse(broken) as Document));
});

test('fields are where clients see or set them, and nowhere else', () => {
  assert.deepEqual(names('Author'), ['id', 'name', 'rank']);
  assert.deepEqual(names('Author.create'), ['id', 'name', 'secret', 'pin']);
  assert.deepEqual(names('Author.replace'), ['id', 'name', 'secret', 'pin', 'rank']);
  assert.deepEqual(schemas['Author']?.required, ['id', 'name', 'rank']);
  assert.deepEqual(schemas['Author.create']?.required, ['name', 'pin']);
  assert.deepEqual(schemas['Author.replace']?.required, ['name']);
  assert.equal(schemas['Author.patch']?.required, undefined);
  assert.doesNotMatch(JSON.stringify(library), /hush/, 'no trace of what is not exposed');
});

test('attributes are said where the fields are', () => {
  const book = schemas['Book']?.properties ?? {};
  assert.equal(schemas['Author']?.properties['rank']?.['readOnly'], true);
  assert.equal(schemas['Author.create']?.properties['pin']?.['writeOnly'], true);
  assert.equal(schemas['Book.create']?.properties['language']?.['default'], 'fr');
  assert.deepEqual(book['shelf']?.['type'], ['string', 'null']);
  assert.deepEqual(book['shelf']?.['x-lithair'], {
    references: 'shelves',
    onDelete: 'setNull',
    history: 'full',
  });
  assert.deepEqual(book['title'], {
    type: 'string',
    description: 'As on the cover.',
    'x-lithair': { versions: 3 },
  });
  assert.match(String(schemas['Shelf']?.properties['label']?.['description']), /Unique/);
});

test('a filter is documented for each operator that its field takes', () => {
  const parametersOf = (path: string): string[] =>
    (library.paths[path]?.['get']?.parameters ?? []).map(({ name = '' }) => name);
  const books = parametersOf('/api/books');
  const of = (field: string): string[] =>
    books.filter((name) => name.split('[')[0] === field).map((name) => name.slice(field.length));
  const ordered = ['', '[ne]', '[gt]', '[gte]', '[lt]', '[lte]', '[in]'];
  assert.deepEqual(of('price'), ordered);
  assert.deepEqual(of('title'), [...ordered, '[prefix]', '[contains]']);
  assert.deepEqual(of('available'), ['', '[ne]', '[in]']);
  assert.deepEqual(of('tags'), ['', '[ne]', '[in]'], 'a list is not compared, but may be absent');
  assert.deepEqual([...of('views'), ...of('bookmark')], []);
  assert.ok(books.includes('expand') && books.includes('sort'));
  const problems = parametersOf('/api/problems');
  assert.ok(
    problems.includes('limit[eq]') && !problems.includes('limit') && !problems.includes('expand'),
  );
});

test('a model that names itself in its fields has a schema that does too', async () => {
  interface Tree {
    readonly name: string;
    readonly parts: readonly Tree[];
  }
  const tree: z.ZodType<Tree> = z.object({ name: z.string(), parts: z.lazy(() => z.array(tree)) });
  const document = documentOf([
    defineModel('trees', {
      root: field(tree),
      any: field(z.record(z.string(), z.json()).optional()),
    }),
  ]);
  await assertValid(document);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'api');
  const validate = ajv.getSchema('api#/components/schemas/Tree');
  const leaf = { name: 'leaf', parts: [] };
  assert.equal(validate?.({ id: 'a', root: { name: 'r', parts: [leaf] }, any: { a: [1] } }), true);
  assert.equal(validate?.({ id: 'a', root: { name: 'r', parts: [{ name: 1 }] } }), false);
});
