import { resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..');
const PRODUCT = resolve(ROOT, 'dist/cli/main.js');

/** How to run one entry file: compiled JavaScript as it is, TypeScript through ts-node. */
function nodeArguments(entry: string): string[] {
  return entry.endsWith('.ts') ? ['--require', 'ts-node/register/transpile-only', entry] : [entry];
}

/** `LITHAIR_SERVEUR` names another entry file: the same suite then judges another server. */
export function serverCommand(): string[] {
  const other = process.env['LITHAIR_SERVEUR'];
  return nodeArguments(other === undefined || other === '' ? PRODUCT : resolve(ROOT, other));
}

/** The tool (`verify`, `--help`, …) is always the product's: a saboteur never judges itself. */
export function toolCommand(): string[] {
  return nodeArguments(PRODUCT);
}

/**
 * The parent's environment without any `LT_*` or data directory of the person who runs the
 * suite.
 */
export function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('LT_') && name !== 'EXPERIMENT_DATA_BASE',
  );
  return { ...Object.fromEntries(kept), ...extra };
}
