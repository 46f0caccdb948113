import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Runtime } from '../runtime/runtime';
import type { FileName } from './docs/page';

/** One request and its answer, as Node has them. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** Bytes that do not change while the node runs, and their entity tag. */
export interface Fixed {
  readonly bytes: Uint8Array;
  readonly tag: string;
}

/** The documentation of the API of a node. Nothing of it is made or read before it is asked for. */
export interface Docs {
  /** The OpenAPI document, as JSON text. */
  openApi(): Fixed;
  page(): Fixed;
  /** Something that the page names. */
  file(name: FileName): Promise<Fixed>;
}

/** What the routes need to know of the node they belong to. */
export interface HttpNode {
  readonly runtime: Runtime;
  readonly version: string;
  /** The settings and where each comes from, as JSON text: it is asked for more than it changes. */
  settings(): string;
  /** What `/openapi.json` and `/docs` answer with; nothing when they are turned off. */
  readonly docs: Docs | undefined;
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
/** An event may say what happened to many: readings of a batch, lines of an order. */
export const EVENT_BODY: BodyLimits = { bytesMax: 4 * 1024 * 1024, keysMax: 100_000 };
export const BULK_BODY: BodyLimits = { bytesMax: 16 * 1024 * 1024, keysMax: 1_000_000 };
export const BULK_ITEMS_MAX = 10_000;
