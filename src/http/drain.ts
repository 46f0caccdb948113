import type { Server } from 'node:http';
import type { Environment } from '../environment/environment';

const SWEEP_MS = 20;

/**
 * Stops accepting, lets the requests in progress end and closes their connections; what is still
 * open after `withinMs` is cut. Resolves when no connection is left.
 */
export function drain(server: Server, environment: Environment, withinMs: number): Promise<void> {
  const deadline = environment.monotonicMs() + withinMs;
  return new Promise((resolve) => {
    let isClosed = false;
    server.close(() => {
      isClosed = true;
      resolve();
    });
    const sweep = (): void => {
      if (isClosed) return;
      server.closeIdleConnections();
      if (environment.monotonicMs() > deadline) server.closeAllConnections();
      environment.after(SWEEP_MS, sweep);
    };
    sweep();
  });
}
