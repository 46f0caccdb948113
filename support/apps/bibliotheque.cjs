// A library: one model for each attribute that a field may have.
const { defineModel, field } = require('lithair');
const { z } = require('zod');

const Author = defineModel('authors', {
  name: field(z.string().min(1), { lifecycle: { immutable: true } }),
  secret: field(z.string().optional(), { http: { writeOnly: true } }),
  rank: field(z.number(), { db: { default: 1 }, http: { readOnly: true } }),
  internal: field(z.string(), { db: { default: 'n/a' }, http: { expose: false } }),
});

const Shelf = defineModel(
  'shelves',
  { label: field(z.string(), { db: { unique: true } }) },
  { singular: 'shelf' },
);

const isbn = (text) =>
  text.replaceAll('-', '').length === 13 ? undefined : 'un ISBN a 13 chiffres';

const Book = defineModel('books', {
  id: field(z.string().regex(/^b\d+$/), { db: { primaryKey: true } }),
  title: field(z.string()),
  author: field(z.string(), { db: { references: 'authors' } }),
  shelf: field(z.string(), {
    db: { references: 'shelves', onDelete: 'setNull', nullable: true },
  }),
  language: field(z.string(), { db: { default: 'fr' } }),
  isbn: field(z.string().optional(), { http: { validate: isbn } }),
  views: field(z.number().int(), { db: { default: 0 }, persistence: { memoryOnly: true } }),
  bookmark: field(z.number().int(), { db: { default: 0 }, persistence: { autoPersist: false } }),
});

const Note = defineModel('notes', {
  book: field(z.string(), { db: { references: 'books', onDelete: 'cascade' } }),
  text: field(z.string(), {
    persistence: { replicate: true },
    permission: { read: 'notes:read', write: 'notes:write' },
  }),
});

const text = z.string();
const Loan = defineModel('loans', {
  reader: field(text, { db: { indexed: true } }),
  due: field(text.optional(), { lifecycle: { history: 'full' } }),
  remark: field(text.optional(), { lifecycle: { versions: 2 } }),
  desk: field(text.optional(), { lifecycle: { retentionDays: 30 } }),
  fine: field(text.optional(), { lifecycle: { audited: true } }),
  state: field(text.optional(), { persistence: { trackHistory: true, noReplication: true } }),
  stamp: field(text.optional(), { lifecycle: { history: 'never' } }),
});

/** What the library says: clients read it. */
const Notice = defineModel(
  'notices',
  { text: field(text) },
  { http: { create: false, update: false, delete: false } },
);

module.exports = { models: [Author, Shelf, Book, Note, Loan, Notice] };
