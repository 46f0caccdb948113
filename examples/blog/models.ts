import { defineModel, field } from 'lithair';
import { z } from 'zod';

export const Author = defineModel('authors', {
  name: field(z.string().min(1).max(100), { lifecycle: { versions: 3 } }),
  email: field(z.email().max(254), { db: { unique: true }, http: { writeOnly: true } }),
});

export const Post = defineModel('posts', {
  title: field(z.string().min(1).max(200), {
    db: { indexed: true },
    lifecycle: { history: 'full' },
  }),
  body: field(z.string().min(1).max(50_000), { lifecycle: { versions: 10 } }),
  author: field(z.string(), { db: { references: 'authors' }, lifecycle: { immutable: true } }),
  publishedAt: field(z.iso.datetime(), { db: { indexed: true } }),
});

export const Comment = defineModel('comments', {
  post: field(z.string(), {
    db: { references: 'posts', onDelete: 'cascade' },
    lifecycle: { immutable: true },
  }),
  name: field(z.string().min(1).max(100)),
  text: field(z.string().min(1).max(2_000)),
});

export const models = [Author, Post, Comment] as const;
