/** How the text of a variable or of a flag becomes a value. */
export interface TextReading<T> {
  /** Completes "… is expected". */
  readonly expects: string;
  /** `undefined`: the text means nothing here. */
  read(text: string): T | undefined;
}

/** The values that a setting can have. */
export interface ValueKind<T> extends TextReading<T> {
  /** The same as `expects`, for an option that a program passes. */
  readonly allows: string;
  /** All of them, where they are few words. */
  readonly words?: readonly string[];
  /** No compiler has checked the options of a caller that is JavaScript. */
  accepts(value: unknown): value is T;
}

/** A whole number within bounds, in digits only: no sign, no exponent, no unit. */
export function whole(min: number, max: number): ValueKind<number> {
  const range = `a whole number from ${min} to ${max}`;
  const accepts = (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
  return {
    expects: range,
    allows: range,
    accepts,
    read: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
      return accepts(value) ? value : undefined;
    },
  };
}

/** One of a few words. */
export function choice<T extends string>(words: readonly T[]): ValueKind<T> {
  const either = `one of ${words.join(', ')}`;
  const accepts = (value: unknown): value is T => words.some((word) => word === value);
  return {
    expects: either,
    allows: either,
    words,
    accepts,
    read: (text) => (accepts(text) ? text : undefined),
  };
}

/** Any text but an empty one. @param what it is, for whoever reads the refusal: `a path`. */
export function text(what: string): ValueKind<string> {
  const accepts = (value: unknown): value is string => typeof value === 'string' && value !== '';
  return {
    expects: what,
    allows: what,
    accepts,
    read: (given) => (accepts(given) ? given : undefined),
  };
}

/** `0` and `1`, and what each stands for. */
export function zeroOne<T>(zero: T, one: T): TextReading<T> {
  return {
    expects: '0 or 1',
    read: (given) => (given === '1' ? one : given === '0' ? zero : undefined),
  };
}

/** `1` is true. */
export const onOff: ValueKind<boolean> = {
  ...zeroOne(false, true),
  allows: 'true or false',
  accepts: (value) => typeof value === 'boolean',
};
