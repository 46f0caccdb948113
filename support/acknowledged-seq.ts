import { expect } from 'chai';

import type { Answer } from './http-client';

const DURABILITY = /^(memory|os|disk); seq=(\d+)$/;

/**
 * The sequence number that a write acknowledged, once its durability level is the one expected.
 */
export function acknowledgedSeq({ headers }: Answer, level: string): number {
  const announced = String(headers['lithair-durability'] ?? '');
  const [, reached, seq] = DURABILITY.exec(announced) ?? [];
  expect(reached, `niveau annoncé par « ${announced} »`).to.equal(level);
  return Number(seq);
}
