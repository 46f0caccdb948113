import { logFingerprint } from './log-fingerprint';
import type { Answer } from './http-client';
import type { LithairWorld } from './lithair-world';

export interface RequestParts {
  /** « if-match: * » */
  header?: string;
  body?: unknown;
}

/**
 * Sends « POST /api/articles » and keeps the answer. The log is fingerprinted just before, so
 * that a step can say that a refused request did not change a byte (INV-9).
 */
export async function sendRequest(
  world: LithairWorld,
  request: string,
  { header, body }: RequestParts = {},
): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ', 2);
  const [name = '', value = ''] = header === undefined ? [] : header.split(/: (.*)/s, 2);
  const headers = name === '' ? {} : { [name]: value };
  world.logPrint = logFingerprint(world.dataDir);
  world.sentAtMs = performance.now();
  world.answer = await world.http.send(method, path, { body, headers });
  return world.answer;
}
