// @ts-check
// What each connection sends, built before the clock starts so that sending costs little.
import { article, lot } from '../articles.mjs';

const JSON_HEADERS = { 'Content-Type': 'application/json' };
const LOT_SIZE = 1_000;
const IDS_PER_CONNECTION = 250;

/** The plan's test: 100,000 creates, of which 10,000 are then updated and 5,000 deleted. */
export const MIXED = { creates: 100_000, updates: 10_000, deletes: 5_000 };

/**
 * @typedef {{method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: string,
 *   headers?: Record<string, string>}} Request
 * @typedef {'post' | 'bulk' | 'get' | 'page' | 'count' | 'list' | 'mixed-lots' | 'mixed-single'} Kind
 */

/**
 * The requests of one connection, sent in this order and then again from the first.
 * @param {Kind} kind
 * @param {number} connection 0-based
 * @param {number} connections
 * @param {string[]} ids stored identifiers, for `get`; queries, for `page`
 * @returns {Request[]}
 */
export function requestsOf(kind, connection, connections, ids) {
  switch (kind) {
    case 'post':
      return range(20).map((i) => post('', JSON.stringify(article(connection * 20 + i))));
    case 'bulk':
      return range(2).map((i) => post('/bulk', lot((connection * 2 + i) * LOT_SIZE, LOT_SIZE)));
    case 'get':
      return range(IDS_PER_CONNECTION).map(() => get(`/${pick(ids)}`));
    case 'page':
      return range(IDS_PER_CONNECTION).map(() => get(pick(ids)));
    case 'count':
      return [get('/count')];
    case 'list':
      return [get('?limit=all')];
    case 'mixed-lots':
      return mixedLots(ownIds(connection, connections));
    case 'mixed-single':
      return mixedSingle(ownIds(connection, connections));
  }
}

/** How many records one acknowledged request of this kind stands for. @param {Kind} kind */
export function recordsPerRequest(kind) {
  return kind === 'bulk' || kind === 'mixed-lots' ? LOT_SIZE : 1;
}

/**
 * A connection changes only what it created itself: its requests are answered in order,
 * so an update can never overtake its create.
 * @param {number} connection
 * @param {number} connections
 */
function ownIds(connection, connections) {
  const share = MIXED.creates / connections;
  return range(share).map((i) => `mixed-${String(connection * share + i).padStart(6, '0')}`);
}

/** @param {string[]} ids @returns {Request[]} */
function mixedLots(ids) {
  const creates = ids.map((id, i) => article(i, id));
  const updates = updated(ids).map((id) => ({ id, title: `Updated ${id}` }));
  return [
    ...lots(creates).map((list) => post('/bulk', JSON.stringify(list))),
    ...lots(updates).map((update) => post('/bulk', JSON.stringify({ update }))),
    ...lots(deleted(ids)).map((list) => post('/bulk', JSON.stringify({ delete: list }))),
  ];
}

/** @param {string[]} ids @returns {Request[]} */
function mixedSingle(ids) {
  return [
    ...ids.map((id, i) => post('', JSON.stringify(article(i, id)))),
    ...updated(ids).map((id) => patch(id, JSON.stringify({ title: `Updated ${id}` }))),
    ...deleted(ids).map((id) => remove(id)),
  ];
}

/** @param {string[]} ids */
const updated = (ids) => ids.slice(0, (ids.length * MIXED.updates) / MIXED.creates);

/** @param {string[]} ids */
const deleted = (ids) => ids.slice(ids.length - (ids.length * MIXED.deletes) / MIXED.creates);

/** @template T @param {T[]} list @returns {T[][]} */
const lots = (list) =>
  range(list.length / LOT_SIZE).map((i) => list.slice(i * LOT_SIZE, (i + 1) * LOT_SIZE));

/** @param {string} path @param {string} body @returns {Request} */
const post = (path, body) => ({
  method: 'POST', path: `/api/articles${path}`, headers: JSON_HEADERS, body,
});

/** @param {string} id @param {string} body @returns {Request} */
const patch = (id, body) => ({
  method: 'PATCH', path: `/api/articles/${id}`, headers: JSON_HEADERS, body,
});

/** @param {string} path @returns {Request} */
const get = (path) => ({ method: 'GET', path: `/api/articles${path}` });

/** @param {string} id @returns {Request} */
const remove = (id) => ({ method: 'DELETE', path: `/api/articles/${id}` });

/** @template T @param {T[]} list */
const pick = (list) => list[Math.floor(Math.random() * list.length)];

/** @param {number} size */
const range = (size) => Array.from({ length: size }, (_, i) => i);
