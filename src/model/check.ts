import type { z } from 'zod';
import type { Violation } from '../errors/lithair-error';

/** A value that is allowed, as its schema gives it, or everything that is wrong with it. */
export type CheckOf<T> =
  | { readonly valid: true; readonly value: T }
  | { readonly valid: false; readonly violations: readonly Violation[] };

export function checkWith<T>(schema: z.ZodType, value: unknown): CheckOf<T> {
  const result = schema.safeParse(value);
  if (result.success) return { valid: true, value: result.data as T };
  return { valid: false, violations: result.error.issues.map(violationOf) };
}

function violationOf(issue: z.core.$ZodIssue): Violation {
  const path = issue.path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
  return { path, code: issue.code, message: issue.message };
}
