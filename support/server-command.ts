import { resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..');
const PRODUCT = resolve(ROOT, 'dist/cli/main.js');

export const TYPESCRIPT = ['--require', resolve(ROOT, 'scripts/register-typescript.cjs')];

/** How to run one entry file: compiled JavaScript as it is, TypeScript through ts-node. */
export function nodeArguments(entry: string): string[] {
  return entry.endsWith('.ts') ? [...TYPESCRIPT, entry] : [entry];
}

/**
 * `LITHAIR_SERVEUR` names another entry file: the same suite then judges another server.
 * @param entry what the scenario starts when the suite judges the product.
 */
export function serverCommand(entry = PRODUCT): string[] {
  const other = process.env['LITHAIR_SERVEUR'];
  return nodeArguments(resolve(ROOT, other === undefined || other === '' ? entry : other));
}

/**
 * `LITHAIR_OUTIL` names another entry file for the tools (`backup`, `restore`…). `verify` is always
 * the product's: a saboteur never judges itself.
 */
export function toolCommand(name: string | undefined): string[] {
  const other = process.env['LITHAIR_OUTIL'];
  const isOther = other !== undefined && other !== '' && name !== 'verify';
  return nodeArguments(isOther ? resolve(ROOT, other) : PRODUCT);
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
