import type { Context } from 'hono';
import { bodyBound, LithairError } from 'lithair';
import type { z } from 'zod';

const BODY_BYTES_MAX = 64 * 1024;

/** Bounds the bodies of all routes. */
export const bounded = bodyBound(BODY_BYTES_MAX);

/**
 * A body of the shape wanted, `{}` when there is none.
 * @throws {LithairError} what any route of Lithair would refuse it with.
 */
export async function readBody<S extends z.ZodType>(
  { req }: Context,
  schema: S,
): Promise<z.output<S>> {
  const text = await req.text();
  let value: unknown = {};
  try {
    if (text !== '') value = JSON.parse(text);
  } catch (error) {
    throw new LithairError('malformed_json', String(error).slice(0, 200));
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const errors = read.error.issues.map(({ path, code, message }) => {
    return { path: path.map((name) => `/${String(name)}`).join(''), code, message };
  });
  throw new LithairError('validation_failed', errors[0]?.message ?? 'not valid', { errors });
}
