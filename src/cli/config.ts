import { resolveSettings, shownSettings, type ResolvedSettings } from '../config/resolve-settings';
import { SETTING_KEYS, SETTINGS, WITHOUT_EFFECT } from '../config/setting-table';
import { loadApp } from './load-app';
import type { NodeFlags } from './setting-flags';

const GAP = '  ';

/**
 * `lithair config`: what `serve` would apply with the same flags and environment, and where each
 * value comes from. Touches no directory.
 * @throws {LithairError} what would stop `serve` as well: `usage`, `invalid_configuration`.
 */
export async function config(
  { app, settings: flags }: NodeFlags,
  { json }: { readonly json?: boolean },
): Promise<void> {
  const options = await loadApp(app);
  const resolved = resolveSettings({ options, environment: process.env, flags });
  const shown = json === true ? JSON.stringify(shownSettings(resolved)) : table(resolved);
  process.stdout.write(`${shown}\n`);
}

function table({ settings, origins }: ResolvedSettings): string {
  const rows = SETTING_KEYS.map((key) => {
    const { unit = '', variables } = SETTINGS[key];
    const names = variables.map(({ name }) => name).join(', ');
    return [key, String(settings[key]), unit, origins[key], names];
  });
  const lines = aligned([['setting', 'value', 'unit', 'origin', 'variable'], ...rows]);
  const idle = WITHOUT_EFFECT.length === 0 ? [] : ['', `no effect: ${WITHOUT_EFFECT.join(', ')}`];
  return [...lines, ...idle].join('\n');
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}
