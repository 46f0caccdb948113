import { expect } from 'chai';

import { type Answer, jsonOf } from './http-client';

/** A refusal is an RFC 9457 problem document with the stable code of the reference. */
export function expectProblem(
  answer: Answer,
  { status, code }: { status: number; code: string },
): void {
  const { text, headers } = answer;
  expect(answer.status, `statut du refus: ${text.slice(0, 300)}`).to.equal(status);
  expect(headers['content-type'], 'type du refus').to.match(/^application\/problem\+json/);
  const problem = jsonOf(answer);
  expect(problem['code'], `code du refus: ${text.slice(0, 300)}`).to.equal(code);
  expect(problem['status'], 'statut dans le document').to.equal(status);
  expect(problem['title'], 'titre du refus').to.be.a('string').and.not.equal('');
  expect(problem['detail'], 'détail du refus').to.be.a('string').and.not.equal('');
}

/** The code of a problem document; the text itself when it is not one. */
export function problemCode(text: string): string {
  return /"code":"([a-z0-9_]+)"/.exec(text)?.[1] ?? text;
}
