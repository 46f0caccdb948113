/** How many readings of a sensor memory holds. */
export interface Limits {
  /** All of them, up to so many… */
  readonly eager: number;
  /** …and only so many, the newest, from then on. */
  readonly recent: number;
}

const EAGER_MAX = 100_000;

/** `IOT_EAGER_READINGS` and `IOT_RECENT_READINGS`; a wrong one ends the process with one line. */
export function readLimits(environment: NodeJS.ProcessEnv): Limits {
  const eager = whole(environment, 'IOT_EAGER_READINGS', 10_000, EAGER_MAX);
  return {
    eager,
    recent: whole(environment, 'IOT_RECENT_READINGS', Math.min(1_000, eager), eager),
  };
}

function whole(
  environment: NodeJS.ProcessEnv,
  name: string,
  otherwise: number,
  max: number,
): number {
  const text = environment[name];
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isSafeInteger(value) && value >= 1 && value <= max) return value;
  process.stderr.write(`${name} is a whole number from 1 to ${max}, not ${JSON.stringify(text)}\n`);
  process.exit(78);
}
