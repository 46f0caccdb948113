import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Runtime } from '../runtime/runtime';

/** One request and its answer, as Node has them. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** What the routes need to know of the node they belong to. */
export interface HttpNode {
  readonly runtime: Runtime;
  readonly version: string;
  /** The settings and where each comes from, as JSON text: it is asked for more than it changes. */
  settings(): string;
  /** The node is stopping: it still answers, but it is no longer ready. */
  isDraining(): boolean;
  /** A fault of ours was answered with 500. */
  onFault(error: unknown): void;
}

/** Limits of a body. */
export interface BodyLimits {
  readonly bytesMax: number;
  readonly keysMax: number;
}

export const SINGLE_BODY: BodyLimits = { bytesMax: 1024 * 1024, keysMax: 9_999 };
export const BULK_BODY: BodyLimits = { bytesMax: 16 * 1024 * 1024, keysMax: 1_000_000 };
export const BULK_ITEMS_MAX = 10_000;
