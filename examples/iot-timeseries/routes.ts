import { Hono, type Context } from 'hono';
import type { z } from 'zod';

import type { IotApp } from './app';
import { DuplicatesAsked, testDuplicates } from './duplicates';
import { FreshAsked, freshGenerator } from './generate';
import { findReadings, ReadingsAsked } from './find-readings';
import { Refusal } from './refusal';
import { statsOf } from './stats';

/** What the API that follows from the models and views does not have. */
export function routesOf(app: IotApp): Hono {
  const generate = freshGenerator(app);
  return new Hono()
    .onError(problem)
    .get('/api/stats', (context) => context.json(statsOf(app)))
    .get('/api/readings', async (context) =>
      context.json(await findReadings(app, checked(ReadingsAsked, context.req.query()))),
    )
    .post('/api/generate-fresh', async (context) =>
      context.json(await generate(checked(FreshAsked, await bodyOf(context))), 201),
    )
    .post('/api/test-duplicates', async (context) =>
      context.json(await testDuplicates(app, checked(DuplicatesAsked, await bodyOf(context)))),
    );
}

const BODY_BYTES_MAX = 10_000;

/** What the body says; without one it is all that is not said. */
async function bodyOf({ req }: Context): Promise<unknown> {
  const text = new TextDecoder();
  let body = '';
  for await (const bytes of req.raw.body ?? []) {
    body += text.decode(bytes, { stream: true });
    if (body.length > BODY_BYTES_MAX)
      throw new Refusal(413, 'payload_too_large', `at most ${BODY_BYTES_MAX} bytes`);
  }
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    throw new Refusal(400, 'malformed_json', 'the body is not JSON');
  }
}

function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const [{ path, message } = { path: [], message: '' }] = error.issues;
  const where = path.length === 0 ? '' : `${path.join('/')}: `;
  throw new Refusal(422, 'validation_failed', where + message);
}

/** As a problem document (RFC 9457); what is not ours to refuse Lithair answers. */
function problem(error: Error): Response {
  if (!(error instanceof Refusal)) throw error;
  const { code, message: detail, status } = error;
  const headers = { 'content-type': 'application/problem+json' };
  return new Response(JSON.stringify({ type: 'about:blank', title: code, status, code, detail }), {
    status,
    headers,
  });
}
