import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { EVERY_ATTRIBUTE } from '../../testing/every-attribute';
import { clientSource } from './client-source';

const runtime = readFileSync('src/client/rest-client.ts', 'utf8');
const source = clientSource(EVERY_ATTRIBUTE, runtime);

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
    `void [rank, name, language];`,
  ];
  const wrong = [
    `void author.pin;`,
    `await api.authors.create({ name: 'Ada' });`,
    `await api.authors.create({ name: 'Ada', pin: '1234', rank: 2 });`,
    `await api.books.patch('b1', { title: null });`,
    `await api.books.list({ where: { price: 'five' } });`,
    `await api.lamps.list();`,
  ];
  const found = complaints([...right, ...wrong]);
  const lines = found.map((text) => text.split(' ', 1)[0]);
  assert.deepEqual(
    lines,
    wrong.map((_, index) => `use.ts:${right.length + index + 1}`),
    found.join('\n'),
  );
});
