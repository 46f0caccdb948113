import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ERROR_CODES } from './codes';

test('docs/ERRORS.md has one heading for each code, and none for a code that is not there', () => {
  const text = readFileSync('docs/ERRORS.md', 'utf8');
  const headings = [...text.matchAll(/^### `(\w+)` \((\d{3}|exit \d{2})\)$/gm)];
  assert.deepEqual(headings.map(([, code]) => code).sort(), Object.keys(ERROR_CODES).sort());
  for (const [, code, status] of headings) {
    const { status: http, exit } = ERROR_CODES[code as keyof typeof ERROR_CODES];
    assert.ok(status === String(http) || status === `exit ${exit}`, `${code}: ${status}`);
  }
});
