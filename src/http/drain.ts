import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Environment } from '../environment/environment';

const SWEEP_MS = 20;
/** A connection may have been made for a request that is on its way: so long it may take. */
const SILENT_MS = 500;

const connections = new WeakMap<Server, Set<Socket>>();

/** Knows the connections of a server, for its `drain`. */
export function watchConnections(server: Server): void {
  const open = new Set<Socket>();
  connections.set(server, open);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
}

/**
 * Stops accepting, lets the requests in progress end and closes their connections; what is still
 * open after `withinMs` is cut. Resolves when no connection is left.
 */
export function drain(server: Server, environment: Environment, withinMs: number): Promise<void> {
  const startMs = environment.monotonicMs();
  return new Promise((resolve) => {
    let isClosed = false;
    server.close(() => {
      isClosed = true;
      resolve();
    });
    const sweep = (): void => {
      if (isClosed) return;
      const ms = environment.monotonicMs() - startMs;
      server.closeIdleConnections();
      if (ms > SILENT_MS) closeSilent(connections.get(server));
      if (ms > withinMs) server.closeAllConnections();
      environment.after(SWEEP_MS, sweep);
    };
    sweep();
  });
}

/** Browsers, and `fetch`, connect ahead of need: to Node that is no idle connection. */
function closeSilent(open: ReadonlySet<Socket> = new Set()): void {
  for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
}
