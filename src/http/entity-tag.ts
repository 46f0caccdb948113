import { LithairError } from '../errors/lithair-error';
import type { Expected } from '../engine/command';

/** A strong entity tag: the version of the record, which no other state of any record ever has. */
export const entityTag = (version: number): string => `"${version}"`;

const LIST =
  /^\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")*\s*$/;
const OURS = /^"(\d{1,16})"$/;

/**
 * Reads `If-Match` (RFC 9110, 13.1.1). A weak tag or one that is not ours is well-formed but never
 * matches.
 * @throws {LithairError} `invalid_if_match`.
 */
export function readIfMatch(header: string | undefined): Expected | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return { any: true };
  if (!LIST.test(header)) {
    const message =
      'If-Match takes * or a list of entity tags in double quotes, as the ETag header gives them';
    throw new LithairError('invalid_if_match', message);
  }
  const versions = header.split(',').flatMap((tag) => {
    const version = OURS.exec(tag.trim())?.[1];
    return version === undefined ? [] : [Number(version)];
  });
  return { versions };
}

/** Whether no entity tag of `If-None-Match` names the version. */
export const noneMatch = (header: string, version: number): boolean =>
  !isKnownTag(header, entityTag(version));

/** Whether `If-None-Match` names an entity tag (RFC 9110, 13.1.2: weak comparison). */
export function isKnownTag(header: string, tag: string): boolean {
  if (header.trim() === '*') return true;
  return header.split(',').some((part) => part.trim().replace(/^W\//, '') === tag);
}
