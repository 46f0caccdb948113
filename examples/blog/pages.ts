import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Lithair, RecordOf } from 'lithair';

import { Author, Comment, Post } from './models';

type Html = ReturnType<typeof html>;
type PostRecord = RecordOf<typeof Post>;

/** The newest posts of the front page. */
const NEWEST = 10;

/** Two pages, made from the state in memory: `/` and `/posts/{id}`. Hono escapes what it inserts. */
export const pages = (node: Lithair): Hono =>
  new Hono()
    .get('/', (context) => context.html(frontPage(newestPosts(node))))
    .get('/posts/:id', (context) => {
      const id = context.req.param('id');
      const found = node.find(Post, { filters: [{ field: 'id', eq: id }] });
      return found.length === 0 ? context.notFound() : context.html('');
    });
