// The article of the reference server with a check written by hand, as one who trusts no library
// would: what `defineModel` costs is measured against it.
const { Article, IDENTIFIER } = require('../../dist/index.js');

const FIELDS = new Set(Article.fieldNames);
const isText = (value, least, most) =>
  typeof value === 'string' && value.length >= least && value.length <= most;

/** @returns what is wrong with an article, if anything is */
function fault({ id, title, content, author, tags, published, metadata }) {
  if (typeof id !== 'string' || !IDENTIFIER.test(id)) return 'id';
  if (!isText(title, 1, 300)) return 'title';
  if (!isText(content, 0, 1_000_000)) return 'content';
  if (author !== undefined && !isText(author, 0, 200)) return 'author';
  if (tags !== undefined && !(Array.isArray(tags) && tags.every((tag) => isText(tag, 0, 64))))
    return 'tags';
  if (published !== undefined && typeof published !== 'boolean') return 'published';
  return metadata === undefined || typeof metadata === 'object' ? undefined : 'metadata';
}

/** @returns the article with its fields in declared order, or the reason of a refusal */
function check(value) {
  const unknown = Object.keys(value).find((key) => !FIELDS.has(key));
  const path = unknown ?? fault(value);
  if (path !== undefined)
    return { valid: false, violations: [{ path, code: 'invalid', message: 'not an article' }] };
  const { id, title, content, author, tags, published, metadata } = value;
  const article = { id, title, content };
  if (author !== undefined) article.author = author;
  if (tags !== undefined) article.tags = tags;
  if (published !== undefined) article.published = published;
  if (metadata !== undefined) article.metadata = metadata;
  return { valid: true, value: article };
}

module.exports = { default: { models: [{ ...Article, check }] } };
