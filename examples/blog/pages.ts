import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Lithair, RecordOf } from 'lithair';

import { Author, Comment, Post } from './models';

type Html = ReturnType<typeof html>;
type PostRecord = RecordOf<typeof Post>;
type CommentRecord = RecordOf<typeof Comment>;

/** Posts of the front page. */
const NEWEST = 10;

/** Two pages out of the state in memory: `/` and `/posts/{id}`. What is inserted is escaped. */
export const pages = (node: Lithair): Hono =>
  new Hono()
    .get('/', (context) => {
      const { items, total } = node.find(Post, { sort: '-publishedAt', limit: NEWEST });
      return context.html(frontPage(items, total));
    })
    .get('/posts/:id', (context) => {
      const post = node.get(Post, context.req.param('id'));
      if (post === undefined)
        return context.html(page('Not found', html`<p>No such post.</p>`), 404);
      const author = node.get(Author, post.author)?.name ?? '';
      const comments = node.find(Comment, { where: { post: post.id } }).items;
      return context.html(postPage(post, author, comments));
    });

const frontPage = (posts: readonly PostRecord[], total: number): Html =>
  page(
    'Blog',
    html`<p>${total} posts</p>
      <ul>
        ${posts.map(({ id, title }) => html`<li><a href="/posts/${id}">${title}</a></li>`)}
      </ul>`,
  );

const postPage = (post: PostRecord, author: string, comments: readonly CommentRecord[]): Html =>
  page(
    post.title,
    html`<p>${author}, <time>${post.publishedAt}</time></p>
      <article>${post.body}</article>
      <h2>Comments</h2>
      <ol id="comments">
        ${comments.map(({ name, text }) => html`<li><b>${name}</b> ${text}</li>`)}
      </ol>
      <form id="comment" data-post="${post.id}">
        <input name="name" placeholder="Your name" maxlength="100" required />
        <textarea name="text" maxlength="2000" required></textarea>
        <button>Comment</button>
      </form>
      <script>
        comment.addEventListener('submit', async (event) => {
          event.preventDefault();
          const body = { post: comment.dataset.post, ...Object.fromEntries(new FormData(comment)) };
          const answer = await fetch('/api/comments', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          });
          if (answer.ok) location.reload();
          else alert((await answer.json()).detail);
        });
      </script>`,
  );

const page = (title: string, content: Html): Html =>
  html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${title}</title>
      <style>
        body {
          font:
            18px/1.5 Georgia,
            serif;
          max-width: 40rem;
          margin: 2rem auto;
          padding: 0 1rem;
        }
        article {
          white-space: pre-wrap;
        }
        form {
          display: grid;
          gap: 0.5rem;
        }
      </style>
      <a href="/">Blog</a>
      <h1>${title}</h1>
      ${content}
    </html>`;
