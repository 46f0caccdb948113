// @ts-check
import { engine } from './engine.mjs';
import { fairness } from './fairness.mjs';
import { memory } from './memory.mjs';
import { million } from './million.mjs';
import { mixedLots, mixedSingle } from './mixed.mjs';
import { reads } from './reads.mjs';
import { bulk, declared, post } from './writes.mjs';

/** In the order of a round. @type {import('./session.mjs').Session[]} */
export const SESSIONS = [
  post, declared, bulk, reads, fairness, mixedLots, mixedSingle, engine, memory, million,
];
