import { defineModel, field } from 'lithair';
import { z } from 'zod';

export const User = defineModel('users', {
  email: field(z.email(), { db: { unique: true } }),
  role: field(z.enum(['reader', 'author']), { db: { default: 'reader' } }),
});
export const Article = defineModel('articles', {
  title: field(z.string().min(1).max(300), { db: { indexed: true }, lifecycle: { versions: 3 } }),
  author: field(z.string(), { db: { references: 'users', onDelete: 'cascade' } }),
  views: field(z.number(), { db: { default: 0 }, persistence: { memoryOnly: true } }),
});
export const models = [User, Article] as const;
