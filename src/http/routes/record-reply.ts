import type { ServerResponse } from 'node:http';
import type { LoggedEvent } from '../../engine/event';
import { LithairError } from '../../errors/lithair-error';
import { isIdentifier } from '../../model/identifier';
import { entityTag } from '../entity-tag';
import type { HttpNode } from '../exchange';
import { sendJson } from '../reply';

/** The level that the write reached (INV-1), and its place in the log. */
export const durabilityHeader = (node: HttpNode, seq: number): string =>
  `${node.runtime.durability}; seq=${seq}`;

/** Answers a write with the record it left. */
export function sendWritten(
  node: HttpNode,
  outgoing: ServerResponse,
  status: number,
  event: LoggedEvent,
): void {
  sendJson(outgoing, status, event.payload, {
    etag: entityTag(event.seq),
    'lithair-durability': durabilityHeader(node, event.seq),
  });
}

/** @throws {LithairError} `invalid_id`: no record can have this identifier. */
export function requireIdentifier(id: string): string {
  if (isIdentifier(id)) return id;
  throw new LithairError(
    'invalid_id',
    'an identifier is 1 to 128 characters of A-Z a-z 0-9 . _ ~ -',
  );
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws {LithairError} `validation_failed`: a record is a JSON object. */
export function requireObject(value: unknown): Record<string, unknown> {
  if (isObject(value)) return value;
  const errors = [{ path: '', code: 'invalid_type', message: 'a JSON object is expected' }];
  throw new LithairError('validation_failed', 'a JSON object is expected', { errors });
}
