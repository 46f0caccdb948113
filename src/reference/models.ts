import { z } from 'zod';
import { defineModel } from '../model/define-model';
import { field } from '../model/field';
import { IDENTIFIER } from '../model/identifier';
import { isJsonValue } from './json-value';

/**
 * The models of the reference server: what `lithair serve` runs without `--app`, and what the suite
 * talks to.
 */
export const Article = defineModel('articles', {
  title: field(z.string().min(1).max(300)),
  content: field(z.string().max(1_000_000)),
  author: field(z.string().max(200).optional()),
  tags: field(z.array(z.string().max(64)).max(64).optional()),
  published: field(z.boolean().optional()),
  metadata: field(z.record(z.string(), z.custom(isJsonValue, 'not JSON')).optional()),
});

export const User = defineModel('users', {
  email: field(z.email().max(254), { db: { unique: true } }),
  name: field(z.string().min(1).max(200)),
  role: field(z.enum(['reader', 'author', 'admin']).optional()),
});

export const Comment = defineModel('comments', {
  articleId: field(z.string().regex(IDENTIFIER, 'not an identifier')),
  author: field(z.string().min(1).max(200)),
  body: field(z.string().min(1).max(10_000)),
});

export const REFERENCE_MODELS = [Article, User, Comment];
