import { exitStatus } from './exit-status';
import type { App } from './load-app';
import type * as ServeApp from './serve-app';

/**
 * Runs an application as a program of its own: settings from the environment (`LT_PORT`,
 * `EXPERIMENT_DATA_BASE`, …) over those given, JSON logs, a ready line, a clean stop at SIGTERM,
 * and the exit codes of docs/ERRORS.md. What stops the start is said in one line.
 * @example
 * void serve({ models: [User, Article], directory: './data' });
 */
export async function serve(app: App): Promise<void> {
  // Whoever embeds a node without it need not load what it logs with.
  const { serveApp } = require('./serve-app') as typeof ServeApp;
  try {
    await serveApp(app);
  } catch (error) {
    process.exitCode = exitStatus(error);
  }
}
