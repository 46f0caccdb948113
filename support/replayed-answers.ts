import { expect } from 'chai';

import type { Answer } from './http-client';
import type { LogEvent } from './raftlog-reader';

const SAME_HEADERS = ['content-type', 'content-length', 'etag', 'location', 'lithair-durability'];

/** All of an answer that an answer given again must have, to the byte. */
function printOf({ status, headers, text }: Answer): string {
  const kept = SAME_HEADERS.map((name) => `${name}: ${String(headers[name])}`);
  return [status, ...kept, text].join('\n');
}

export const isReplayed = ({ headers }: Answer): boolean =>
  headers['idempotency-replayed'] === 'true';

/** INV-6: every answer of a key is the same, and only one of them is not given again. */
export function expectOneAnswer(key: string, answers: readonly Answer[]): void {
  const [first, ...others] = answers.map(printOf);
  expect(answers[0]?.status, `INV-6: première réponse de la clé ${key}`).to.be.below(300);
  for (const other of others)
    expect(other, `INV-6: réponse rejouée de la clé ${key}`).to.equal(first);
  const originals = answers.filter((answer) => !isReplayed(answer)).length;
  expect(originals, `INV-6: demandes exécutées sous la clé ${key}`).to.be.at.most(1);
}

/** INV-6: no key is on record for two requests, and so many keys are. */
export function expectOneEffectAKey(events: readonly LogEvent[], keys: number): void {
  const counts = new Map<string, number>();
  for (const { idempotency_key: key } of events) {
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const twice = [...counts].filter(([, times]) => times > 1).map(([key]) => key);
  expect(twice.slice(0, 5), 'INV-6: clés exécutées deux fois').to.deep.equal([]);
  expect(counts.size, 'INV-6: clés dans le journal').to.equal(keys);
}
