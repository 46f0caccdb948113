import type { ErrorCode } from '../../errors/codes';
import type { Model } from '../../model/model';
import type { Exchange, HttpNode } from '../exchange';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** A JSON Schema (draft 2020-12), or a `$ref` to one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One call of the API: what serves it, and what says so to clients. A row of the table. */
export interface Route {
  readonly method: Method;
  /** As OpenAPI writes it: `/api/articles/{id}`. At most one part of it is in braces. */
  readonly path: string;
  /** @param part what the braces stood for, else an empty text. */
  readonly handle: (node: HttpNode, exchange: Exchange, part: string) => void;
  readonly documentation: RouteDocumentation;
}

/** What `/openapi.json` says of a call. Plain data: it costs nothing until it is asked for. */
export interface RouteDocumentation {
  /** Names the call in programs that are made from the document: `articles.create`. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Those of `PARAMETERS` that it reads; what is in braces is found from the path. */
  readonly parameters?: readonly ParameterName[];
  /** The model whose fields are parameters: `price[gte]`. */
  readonly filters?: Model;
  /** Of a stream: the types of events that it can be asked for. */
  readonly types?: readonly string[];
  readonly body?: BodyDocumentation;
  /** Its answers that are no refusals, by status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** All refusals that are its own; those that any request may meet are said once. */
  readonly refusals: readonly ErrorCode[];
}

export interface BodyDocumentation {
  /** Schema by media type. */
  readonly content: Readonly<Record<string, JsonSchema>>;
}

export interface Answer {
  readonly means: string;
  /** Schema by media type; nothing for an answer without a body. */
  readonly content?: Readonly<Record<string, JsonSchema>>;
  /** Of a stream: the schema of what each of its events says, by name. */
  readonly events?: Readonly<Record<string, JsonSchema>>;
  readonly headers?: readonly HeaderName[];
}

export type ParameterName =
  | 'id'
  | 'file'
  | 'key'
  | 'viewLimit'
  | 'prefix'
  | 'limit'
  | 'cursor'
  | 'sort'
  | 'expand'
  | 'asOf'
  | 'since'
  | 'snapshot'
  | 'Last-Event-ID'
  | 'Idempotency-Key'
  | 'If-Match'
  | 'If-None-Match';

export type HeaderName =
  'ETag' | 'Location' | 'Link' | 'Lithair-Durability' | 'Idempotency-Replayed' | 'Retry-After';
