// @ts-check
// The ceiling of this runtime: node:http and a Map. No router, no validation, no durability.
import { createServer } from 'node:http';
import { announce, endOnSigterm } from './announce.mjs';
import { articleId } from './article-id.mjs';

/** @type {Map<string, object>} */
const articles = new Map();

const server = createServer((request, response) => {
  const path = /** @type {string} */ (request.url);
  if (request.method === 'POST') {
    readJson(request, (body) => {
      if (path === '/api/articles/bulk') createAll(response, body);
      else create(response, body);
    });
  } else if (path === '/api/articles/count') {
    answer(response, 200, { count: articles.size });
  } else if (path.startsWith('/api/articles?')) {
    answer(response, 200, { items: [...articles.values()], next: null, total: articles.size });
  } else {
    const found = articles.get(path.slice('/api/articles/'.length));
    if (found) answer(response, 200, found, { ETag: '"1"' });
    else answer(response, 404, { code: 'not_found' });
  }
});

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {(body: any) => void} done
 */
function readJson(request, done) {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const bytes = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    done(JSON.parse(bytes.toString('utf8')));
  });
}

/** @param {import('node:http').ServerResponse} response @param {object} body */
function create(response, body) {
  const id = articleId();
  const record = { id, ...body };
  articles.set(id, record);
  answer(response, 201, record, { Location: `/api/articles/${id}`, ETag: '"1"' });
}

/** @param {import('node:http').ServerResponse} response @param {object[]} list */
function createAll(response, list) {
  const ids = [];
  for (const body of list) {
    const id = articleId();
    articles.set(id, { id, ...body });
    ids.push(id);
  }
  answer(response, 201, { created: ids.length, updated: 0, deleted: 0, ids });
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {object} body
 * @param {Record<string, string>} [headers]
 */
function answer(response, status, body, headers) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

server.listen(0, '127.0.0.1', () => {
  announce(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
});
endOnSigterm();
