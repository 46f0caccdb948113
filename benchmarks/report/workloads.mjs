// @ts-check
// How each workload reads in the report.

const CPU = 'µs CPU: processor time of the server, all its threads, for one';

/**
 * @typedef {object} Description
 * @property {string} title
 * @property {string} unit of the value
 * @property {string} note
 * @property {string[]} against whom the ratios are taken, among those measured
 * @property {Record<string, string>} [facts] further columns: name of the fact → heading
 * @property {boolean} [isCost] the lower the better: no ratios
 */

const PEERS = ['bare', 'hono-map', 'sqlite-normal', 'sqlite-full'];

/** @type {Record<string, Description>} */
export const WORKLOAD = {
  post: {
    title: 'POST, one article a request',
    unit: '/s',
    note: `100 connections. ${CPU} request.`,
    against: PEERS,
  },
  declared: {
    title: 'POST on a declared model, and on one that is checked by hand',
    unit: '/s',
    note: `100 connections. ${CPU} request. What \`defineModel\` costs.`,
    against: ['lithair-hand'],
  },
  bulk: {
    title: 'POST, 100,000 articles in lots of 1,000',
    unit: 'articles/s',
    note: `4 connections. ${CPU} article.`,
    against: PEERS,
  },
  get: {
    title: 'GET by id, random among 50,000',
    unit: '/s',
    note: `100 connections. ${CPU} request.`,
    against: PEERS,
  },
  count: {
    title: 'GET count',
    unit: '/s',
    note: `100 connections. ${CPU} request.`,
    against: PEERS,
  },
  list: {
    title: 'GET the whole list of 50,000',
    unit: '/s',
    note: `4 connections, about 12 MB an answer. ${CPU} request.`,
    against: PEERS,
  },
  'get-beside-lists': {
    title: 'GET by id while whole lists of 50,000 are sent',
    unit: '/s',
    note: '4 connections that read one article, beside 2 that read the whole list without pause.',
    against: ['bare', 'sqlite-normal'],
    facts: { lists: 'lists/s' },
  },
  'mixed-lots': {
    title: '100,000 creates, 10,000 updates, 5,000 deletes in lots of 1,000',
    unit: 'events/s',
    note: 'Fresh server, 5 connections. Afterwards 95,000 articles are alive and the stopped '
      + 'server’s log verifies with 115,000 events.',
    against: [],
    facts: { elapsedMs: 'ms in all' },
  },
  'mixed-single': {
    title: 'The same 115,000 changes, one a request',
    unit: 'events/s',
    note: 'Fresh server, 100 connections (POST, PATCH, DELETE), verified likewise. '
      + 'RSS: right after the last answer.',
    against: [],
    facts: { elapsedMs: 'ms in all', rssMb: 'RSS MB' },
  },
  restart: {
    title: 'Start on a log of 115,000 events',
    unit: 'ms',
    note: 'From spawn to the ready line. Replayed: 115,000 events over what this start takes '
      + 'longer than one on an empty directory, measured just before.',
    against: [],
    facts: { emptyStartMs: 'empty start ms', replayedPerSecond: 'events/s replayed' },
    isCost: true,
  },
  memory: {
    title: 'Memory after 100,000 small articles',
    unit: 'MB RSS',
    note: 'VmRSS of a fresh server after 100 lots of 1,000, once it has changed by less than '
      + '1 % for two seconds (ten at most). 1 MB = 1,000,000 bytes. Measured once.',
    against: [],
    facts: { idleMb: 'idle MB', peakMb: 'peak MB' },
    isCost: true,
  },
  'million-get': {
    title: 'GET by id among 1,000,000',
    unit: '/s',
    note: `50 connections. ${CPU} request.`,
    against: [],
  },
  'million-page': {
    title: 'GET a page of 100 among 1,000,000',
    unit: '/s',
    note: `50 connections, pages from 50 places. ${CPU} request.`,
    against: [],
    facts: { percentOfGet: '% of GET by id' },
  },
  engine: {
    title: 'Engine without HTTP: 100,000 creates persisted',
    unit: 'articles/s',
    note: 'In process, a fresh process each, until all is synced. Lithair: one event a '
      + 'transaction, and (lots) 1,000; lmdb: put each, then flushed; better-sqlite3: 1,000 rows '
      + 'a transaction. µs CPU: of the process, for one article.',
    against: ['engine-lmdb', 'engine-sqlite'],
    facts: { elapsedMs: 'ms in all' },
  },
};
