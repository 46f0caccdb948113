import { expect } from 'chai';

import type { HttpClient } from './http-client';

/** A write that has to be taken. */
export async function writeRecord(
  http: HttpClient,
  method: string,
  path: string,
  body?: unknown,
): Promise<void> {
  const answer = await http.send(method, path, { body });
  expect(answer.status, `${method} ${path}: ${answer.text}`).to.be.below(300);
}
