// @ts-check
// The one article every contender receives: about 250 bytes of JSON.

const SENTENCE =
  'An event log keeps what happened, in order, so that the present can always be told again. ';

/**
 * @typedef {{id?: string, title: string, content: string, author: string,
 *   published: boolean}} Article
 */

/**
 * The n-th article: same size for all n, different text.
 * @param {number} n
 * @param {string} [id] left out when the server is to choose one
 * @returns {Article}
 */
export function article(n, id) {
  const number = String(n).padStart(6, '0');
  const body = {
    title: `Article ${number}: what the log remembers`,
    content: `${SENTENCE}Number ${number}.`,
    author: `author-${n % 97}`,
    published: n % 2 === 0,
  };
  return id === undefined ? body : { id, ...body };
}

/**
 * A JSON array of articles, the body of one bulk request.
 * @param {number} first
 * @param {number} size
 */
export function lot(first, size) {
  return JSON.stringify(Array.from({ length: size }, (_, i) => article(first + i)));
}
