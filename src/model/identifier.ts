/**
 * 1 to 128 unreserved characters (RFC 3986, 2.3), so that an identifier is the same in a URL, a log
 * line and a file name. `bulk`, `count`, `events` and `random-id` name calls of every model.
 */
export const IDENTIFIER = /^(?!\.{1,2}$|bulk$|count$|events$|random-id$)[A-Za-z0-9._~-]{1,128}$/;

export const isIdentifier = (value: unknown): value is string =>
  typeof value === 'string' && IDENTIFIER.test(value);
