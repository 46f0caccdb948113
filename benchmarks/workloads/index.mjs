// @ts-check
import { engine } from './engine.mjs';
import { memory } from './memory.mjs';
import { mixedLots, mixedSingle } from './mixed.mjs';
import { reads } from './reads.mjs';
import { bulk, post } from './writes.mjs';

/** In the order of a round. @type {import('./session.mjs').Session[]} */
export const SESSIONS = [post, bulk, reads, mixedLots, mixedSingle, engine, memory];
