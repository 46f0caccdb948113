import { expect } from 'chai';

import type { HttpClient } from './http-client';

const ROUNDS = 200;

export interface QueryTime {
  path: string;
  medianMs: number;
}

/**
 * Asks for paths in turn, one request at a time, so that whatever else the machine does meets all
 * of them alike.
 */
export async function queryTimes(http: HttpClient, paths: readonly string[]): Promise<QueryTime[]> {
  const samples = paths.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, path] of paths.entries()) {
      const { status, ms, text } = await http.send('GET', encodeURI(path));
      expect(status, `${path}: ${text.slice(0, 300)}`).to.equal(200);
      samples[index]?.push(ms);
    }
  }
  return paths.map((path, index) => ({ path, medianMs: medianOf(samples[index] ?? []) }));
}

function medianOf(samples: readonly number[]): number {
  return [...samples].sort((a, b) => a - b)[samples.length >>> 1] ?? Number.NaN;
}
