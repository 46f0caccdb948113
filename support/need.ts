/**
 * What an earlier step of the scenario must have produced; its absence is a mistake of the
 * scenario.
 */
export function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`no step of this scenario produced ${what}`);
  return value;
}
