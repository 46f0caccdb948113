type Holder = Record<string | number, unknown>;

/**
 * Makes a value safe to keep and to show: JSON through and through, so that a snapshot gives back
 * what it was given, and frozen, so that nobody changes what others see. What is frozen already was
 * checked when it was, or is a constant of the application: a value that shares parts with the one
 * before costs what is new in it. `undefined` is no value at all, and stays it.
 * @throws {TypeError} it is not JSON; the message says where.
 */
export function frozenJson(value: unknown): unknown {
  if (value === undefined) return undefined;
  if (typeof value === 'object' && value !== null) {
    freeze(value as Holder, '');
    return value;
  }
  assertPlain(value, '');
  return value === 0 ? 0 : value;
}

function freeze(holder: Holder, path: string): void {
  if (Object.isFrozen(holder)) return;
  if (Array.isArray(holder)) {
    for (let index = 0; index < holder.length; index += 1) keep(holder as Holder, index, path);
  } else {
    const prototype: unknown = Object.getPrototypeOf(holder);
    if (prototype !== Object.prototype && prototype !== null)
      throw new TypeError(`${nameOf(path)} is no plain object`);
    for (const key of Object.keys(holder)) keep(holder, key, path);
  }
  Object.freeze(holder);
}

function keep(holder: Holder, key: string | number, path: string): void {
  const value = holder[key];
  if (typeof value === 'string') return;
  if (typeof value === 'number' && value !== 0 && Number.isFinite(value)) return;
  if (typeof value === 'object' && value !== null) freeze(value as Holder, `${path}/${key}`);
  // JSON has no -0.
  else if (value === 0) holder[key] = 0;
  // JSON leaves it out of an object.
  else if (value === undefined && !Array.isArray(holder)) delete holder[key];
  else assertPlain(value, `${path}/${key}`);
}

function assertPlain(value: unknown, path: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  throw new TypeError(`${nameOf(path)} is ${String(value)}, which is no JSON`);
}

const nameOf = (path: string): string => (path === '' ? 'the value' : `its ${path}`);
