import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { withSettingTables } from '../testing/settings-markdown';
import { DEFAULT_PROFILE, PROFILES } from './profiles';
import { DEFAULTS, SETTING_KEYS, SETTINGS, WITHOUT_EFFECT } from './setting-table';

test('docs/REFERENCE.md has the table of the code, no more and no less: `npm run docs` writes it', () => {
  const reference = readFileSync('docs/REFERENCE.md', 'utf8');
  assert.equal(reference, withSettingTables(reference));
});

test('no document names a variable that nobody reads', () => {
  const names = new Set(
    SETTING_KEYS.flatMap((key) => SETTINGS[key].variables.map(({ name }) => name)),
  );
  for (const file of ['README.md', 'docs/REFERENCE.md', 'docs/ERRORS.md', 'ARCHITECTURE.md']) {
    const mentioned = readFileSync(file, 'utf8').match(/\bLT_[A-Z0-9_]*[A-Z0-9]\b/g) ?? [];
    assert.deepEqual(
      mentioned.filter((name) => !names.has(name)),
      [],
      file,
    );
  }
});

test('each row has variables of its own, a default of its kind, and a meaning', () => {
  const names = SETTING_KEYS.flatMap((key) => SETTINGS[key].variables.map(({ name }) => name));
  assert.equal(new Set(names).size, names.length, `a variable sets one thing: ${names.join(' ')}`);
  for (const key of SETTING_KEYS) {
    const { kind, default: standard, means, variables } = SETTINGS[key];
    assert.ok(kind.accepts(standard), `default of ${key}: ${String(standard)}`);
    assert.ok(variables.length > 0 && means !== '', key);
  }
});

test('each profile gives values that could be given by hand; the default one is the defaults', () => {
  for (const [name, profile] of Object.entries(PROFILES)) {
    for (const key of SETTING_KEYS) {
      const value = (profile as Record<string, unknown>)[key];
      if (value !== undefined) assert.ok(SETTINGS[key].kind.accepts(value), `${name}: ${key}`);
    }
  }
  assert.equal(DEFAULTS.profile, DEFAULT_PROFILE);
  assert.deepEqual({ ...DEFAULTS, ...PROFILES[DEFAULT_PROFILE] }, DEFAULTS);
});

test('what has no effect is what no code reads', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(?!config|testing).*(?<!\.test|\.contract)\.ts$/.test(file),
  );
  const code = sources
    .map((file) => readFileSync(`src/${file}`, 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, ''))
    .join('\n');
  const unread = SETTING_KEYS.filter((key) => !new RegExp(`\\b${key}\\b`).test(code));
  assert.deepEqual(unread, WITHOUT_EFFECT);
});
