import { loadApp } from './load-app';
import { serveApp } from './serve-app';
import type { NodeFlags } from './setting-flags';

/**
 * `lithair serve`: runs until a signal.
 * @throws {LithairError} what stops the start.
 */
export async function serve({ app, settings }: NodeFlags): Promise<void> {
  await serveApp(await loadApp(app), settings);
}
