/**
 * Whether a value is JSON all the way down. A predicate and not `z.json()`: that one is recursive,
 * so zod would not compile the model, and would keep maps of what it met in each record, whether
 * the field is there or not (0.34 µs instead of 0.05 for the whole check).
 */
export function isJsonValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'object') return value === null || isContainer(value);
  return typeof value === 'string' || typeof value === 'boolean';
}

/** `__proto__` is no data anyone means: the API refuses it, and so does a call in this process. */
function isContainer(value: object): boolean {
  if (Array.isArray(value)) return value.every(isJsonValue);
  if (!isPlain(value) || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every(isJsonValue);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
