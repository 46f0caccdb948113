import { PROFILES } from '../config/profiles';
import { SETTING_KEYS, SETTINGS, WITHOUT_EFFECT, type SettingKey } from '../config/setting-table';

const KIB = 1024;
const BEGIN = '<!-- settings: written by `npm run docs`, compared by a test -->\n';
const END = '<!-- /settings -->';

/** A document with the tables of settings between its two marks brought up to date. */
export function withSettingTables(document: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`no ${BEGIN.trim()} … ${END} in the document`);
  return document.slice(0, begin + BEGIN.length) + settingTables() + document.slice(end);
}

function settingTables(): string {
  const profiles = Object.entries(PROFILES);
  const decided = SETTING_KEYS.filter((key) => key in PROFILES.durable_security);
  const cell = (profile: object, key: SettingKey): string =>
    shown(key, (profile as Record<string, unknown>)[key]);
  const blocks = [
    markdown(
      ['setting', 'what it means', 'values', 'default', 'variable', 'flag'],
      SETTING_KEYS.map(settingRow),
    ),
    markdown(
      ['profile', ...profiles.map(([name]) => code(name))],
      decided.map((key) => [code(key), ...profiles.map(([, profile]) => cell(profile, key))]),
    ),
  ];
  if (WITHOUT_EFFECT.length > 0) {
    blocks.push(
      `Accepted, checked and shown, without effect: ${WITHOUT_EFFECT.map(code).join(', ')}.`,
    );
  }
  return blocks.map((block) => `${block}\n`).join('\n');
}

function settingRow(key: SettingKey): string[] {
  const { kind, means, default: standard, variables, flag } = SETTINGS[key];
  const names = variables.map(({ name, reads }) => {
    if (reads === undefined) return code(name);
    const [zero, one] = ['0', '1'].map((text) => code(String(reads.read(text))));
    return `${code(name)} (0: ${zero}, 1: ${one})`;
  });
  const values = kind.allows === kind.expects ? kind.allows : `${kind.allows} (${kind.expects})`;
  return [
    code(key),
    means,
    values,
    shown(key, standard),
    names.join(', '),
    flag === undefined ? '' : code(flag),
  ];
}

function shown(key: SettingKey, value: unknown): string {
  const { unit } = SETTINGS[key];
  if (unit === undefined) return code(String(value));
  if (unit !== 'bytes') return `${String(value)} ${unit}`;
  return `${String(value)} (${String((value as number) / KIB / KIB)} MiB)`;
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

const code = (text: string): string => `\`${text}\``;
