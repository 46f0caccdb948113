import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { EVERY_DECLARATION } from '../../testing/every-attribute';
import { CLIENT_FILES, clientSource } from './client-source';

const files = CLIENT_FILES.map((file) => readFileSync(`src/client/${file}`, 'utf8'));
const source = clientSource(EVERY_DECLARATION, files);

/** What the compiler says of lines that use the written client. */
function complaints(lines: readonly string[]): readonly string[] {
  const directory = mkdtempSync(path.join(tmpdir(), 'lithair-client-'));
  try {
    const file = path.join(directory, 'client.ts');
    writeFileSync(file, source);
    const use = path.join(directory, 'use.ts');
    const head = `import { client } from './client';\nconst api = client('http://localhost');\n`;
    writeFileSync(
      use,
      `${head}export async function use(): Promise<void> {\n${lines.join('\n')}\n}\n`,
    );
    const program = ts.createProgram([use], {
      strict: true,
      noEmit: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      types: [],
    });
    return ts.getPreEmitDiagnostics(program).map(({ start = 0, file: at, messageText }) => {
      const line = at?.getLineAndCharacterOfPosition(start).line ?? 0;
      const text = ts.flattenDiagnosticMessageText(messageText, ' ');
      return `${path.basename(at?.fileName ?? '')}:${line + 1 - 3} ${text}`;
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('the package has all that a client is written from', () => {
  const { files: packed } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly files: readonly string[];
  };
  const sources = packed.filter((file) => file.startsWith('src/client/'));
  assert.deepEqual(sources.sort(), CLIENT_FILES.map((file) => `src/client/${file}`).sort());
});

test('the written client is TypeScript of a browser, in one file, with the types of the models', () => {
  assert.doesNotMatch(source, /^import /m);
  assert.doesNotMatch(source, /hush/);
  const right = [
    `const author = await api.authors.create({ name: 'Ada', pin: '1234' });`,
    `const rank: number = author.rank;`,
    `const book = await api.books.get('b1', { expand: ['author', 'shelf'] });`,
    `const name: string | undefined = book.expanded.author?.name;`,
    `const language: 'fr' | 'en' = book.language;`,
    `await api.books.patch('b1', { price: null, shelf: null, title: 't' });`,
    `for await (const note of api.notes.each({ where: { text: { prefix: 'a' } } })) void note.text;`,
    `await api.events.emit('OrderPlaced', { order: 'o', user: 'ada', total: 1 });`,
    `for await (const told of api.events({ types: ['OrderPlaced'] }))`,
    `  if (told.event === 'OrderPlaced') void (told.payload.total satisfies number);`,
    `for await (const told of api.books.events({ snapshot: true, where: { price: 3 } }))`,
    `  if (told.event === 'updated') void (told.record.title satisfies string);`,
    `const orders = await api.views.orders_by_user.get<readonly string[]>('ada');`,
    `const value: unknown = (await api.views.total_by_user.list()).items[0]?.value;`,
    `void [rank, name, language, orders, value];`,
  ];
  const wrong = [
    `void author.pin;`,
    `await api.authors.create({ name: 'Ada' });`,
    `await api.authors.create({ name: 'Ada', pin: '1234', rank: 2 });`,
    `await api.books.patch('b1', { title: null });`,
    `await api.books.list({ where: { price: 'five' } });`,
    `await api.lamps.list();`,
    `await api.events.emit('UserForgotten', { user: 'ada' });`,
    `await api.events.emit('OrderPlaced', { order: 'o' });`,
    `void api.views.counts;`,
    `api.events({ types: ['UserForgotten'] });`,
  ];
  const found = complaints([...right, ...wrong]);
  const lines = found.map((text) => text.split(' ', 1)[0]);
  assert.deepEqual(
    lines,
    wrong.map((_, index) => `use.ts:${right.length + index + 1}`),
    found.join('\n'),
  );
});
