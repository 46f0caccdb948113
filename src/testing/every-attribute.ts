import { z } from 'zod';
import { defineModel } from '../model/define-model';
import { field } from '../model/field';
import { Order, OWN_EVENTS, VIEWS } from './order-views';

/** Models that declare each attribute at least once: for the tests of the documentation. */
const Author = defineModel('authors', {
  name: field(z.string().min(1).max(40), { lifecycle: { immutable: true } }),
  secret: field(z.string().optional(), { http: { writeOnly: true } }),
  pin: field(z.string().min(4), { http: { writeOnly: true } }),
  rank: field(z.number(), { db: { default: 1 }, http: { readOnly: true } }),
  hush: field(z.string(), { db: { default: 'n/a' }, http: { expose: false } }),
});

const Shelf = defineModel(
  'shelves',
  { label: field(z.string(), { db: { unique: true, indexed: true } }) },
  { singular: 'shelf' },
);

const isbn = (text: string): string | undefined =>
  text.length === 13 ? undefined : 'an ISBN has 13 digits';

const Book = defineModel('books', {
  id: field(z.string().regex(/^b\d+$/), { db: { primaryKey: true } }),
  title: field(z.string().describe('As on the cover.'), { lifecycle: { versions: 3 } }),
  author: field(z.string(), { db: { references: 'authors' } }),
  shelf: field(z.string(), {
    db: { references: 'shelves', onDelete: 'setNull', nullable: true },
    lifecycle: { history: 'full' },
  }),
  language: field(z.enum(['fr', 'en']), { db: { default: 'fr' }, lifecycle: { audited: true } }),
  isbn: field(z.string().optional(), { http: { validate: isbn } }),
  price: field(z.number().positive().optional(), {
    db: { indexed: true },
    lifecycle: { retentionDays: 30 },
  }),
  printed: field(z.iso.date().optional(), { lifecycle: { history: 'never' } }),
  available: field(z.boolean().optional()),
  tags: field(z.array(z.string().max(8)).max(3).optional()),
  extra: field(z.record(z.string(), z.json()).optional()),
  views: field(z.number().int(), { db: { default: 0 }, persistence: { memoryOnly: true } }),
  bookmark: field(z.number().int(), { db: { default: 0 }, persistence: { autoPersist: false } }),
});

const Note = defineModel('notes', {
  book: field(z.string(), { db: { references: 'books', onDelete: 'cascade' } }),
  text: field(z.string(), {
    persistence: { replicate: true, trackHistory: true },
    permission: { read: 'notes:read', write: 'notes:write' },
  }),
});

/** Names of parameters and of shared schemas, as fields and as models. */
const Problem = defineModel('problems', {
  limit: field(z.number()),
  expanded: field(z.string().optional()),
  parent: field(z.string().optional(), { db: { references: 'problems', onDelete: 'restrict' } }),
});

export const EVERY_ATTRIBUTE = [Author, Shelf, Book, Note, Problem];

/** The same, with events and views of an application's own. */
export const EVERY_DECLARATION = {
  models: [...EVERY_ATTRIBUTE, Order],
  events: OWN_EVENTS,
  views: VIEWS,
};
