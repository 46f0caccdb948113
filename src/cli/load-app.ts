import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Settings } from '../config/settings';
import { LithairError } from '../errors/lithair-error';
import { reasonOf } from '../errors/reason-of';
import { REFERENCE_MODELS } from '../reference/models';
import type { LithairOptions } from '../server';

/**
 * What a module named by `--app` exports by default: models, and settings that a variable or a
 * flag may override.
 */
export type App = Pick<LithairOptions, 'models' | 'events' | 'views' | 'routes' | 'ports'> &
  Partial<Settings>;

/**
 * The application to serve; the reference models when no file is named.
 * @throws {LithairError} `usage`: the file cannot be loaded, or exports no models; `invalid_model`.
 */
export async function loadApp(file: string | undefined): Promise<App> {
  if (file === undefined) return { models: REFERENCE_MODELS };
  let loaded: { default?: Partial<App> };
  try {
    loaded = (await import(pathToFileURL(path.resolve(file)).href)) as { default?: Partial<App> };
  } catch (error) {
    // By name: the application may have a copy of Lithair of its own.
    if (error instanceof Error && error.name === 'LithairError') {
      const { code, message } = error as LithairError;
      throw new LithairError(code, message, {}, error);
    }
    const reason = reasonOf(error);
    throw new LithairError('usage', `cannot load ${file}: ${reason.split('\n', 1)[0]}`, {}, error);
  }
  // A CommonJS module arrives one `default` deeper.
  const app = (loaded.default as { default?: Partial<App> } | undefined)?.default ?? loaded.default;
  if (!Array.isArray(app?.models)) {
    throw new LithairError('usage', `${file} must export default { models: [defineModel(…), …] }`);
  }
  return app as App;
}
