type Values = Readonly<Record<string, unknown>>;

/**
 * Names of the fields that an update adds, alters or removes, in the order in which `names` has
 * them. Values are the same when their JSON is; a field that is `undefined` is not there.
 */
export function changedFields(names: readonly string[], before: Values, after: Values): string[] {
  const changed: string[] = [];
  for (const name of names) if (!isSame(before[name], after[name])) changed.push(name);
  return changed;
}

/** Whether two values are the same JSON. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  // Most values need not be written down to know.
  if (isPlain(a) && isPlain(b)) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Other values of these kinds have other JSON. */
const isPlain = (value: unknown): boolean => typeof value === 'string' || Number.isFinite(value);
