import { DURABILITIES, type Durability } from '../storage/event-log';

/** Everything of a node that can be set; one row of `VARIABLES` or one flag each. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly directory: string;
  readonly durability: Durability;
  readonly batchEventsMax: number;
  readonly flushIntervalMs: number;
  readonly queueEventsMax: number;
  readonly queueBytesMax: number;
  readonly queueAgeMaxMs: number;
  readonly logLevel: LogLevel;
}

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const DEFAULTS: Settings = {
  host: '127.0.0.1',
  port: 3000,
  directory: './data',
  durability: 'disk',
  batchEventsMax: 1_000,
  flushIntervalMs: 100,
  queueEventsMax: 50_000,
  queueBytesMax: 64 * 1024 * 1024,
  queueAgeMaxMs: 2_000,
  logLevel: 'info',
};

/**
 * A variable of the environment: which setting it gives, and how its text is read (`undefined`: not
 * a valid value).
 */
export interface Variable {
  readonly name: string;
  readonly expects: string;
  read(text: string): Partial<Settings> | undefined;
}

const whole = (text: string, min: number, max: number): number | undefined => {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
};

function wholeVariable(name: string, key: keyof Settings, min: number, max: number): Variable {
  return {
    name,
    expects: `a whole number from ${min} to ${max}`,
    read: (text) => {
      const value = whole(text, min, max);
      return value === undefined ? undefined : { [key]: value };
    },
  };
}

function choiceVariable(name: string, key: keyof Settings, choices: readonly string[]): Variable {
  return {
    name,
    expects: choices.join(', '),
    read: (text) => (choices.includes(text) ? { [key]: text } : undefined),
  };
}

/**
 * The one table of variables. `LT_DURABILITY` comes after `LT_FSYNC_ON_APPEND`: the finer one wins.
 */
export const VARIABLES: readonly Variable[] = [
  {
    name: 'EXPERIMENT_DATA_BASE',
    expects: 'a path',
    read: (text) => (text === '' ? undefined : { directory: text }),
  },
  {
    name: 'LT_HOST',
    expects: 'an address',
    read: (text) => (text === '' ? undefined : { host: text }),
  },
  wholeVariable('LT_PORT', 'port', 0, 65_535),
  {
    name: 'LT_FSYNC_ON_APPEND',
    expects: '0 or 1',
    read: (text) =>
      text === '1' ? { durability: 'disk' } : text === '0' ? { durability: 'os' } : undefined,
  },
  choiceVariable('LT_DURABILITY', 'durability', DURABILITIES),
  wholeVariable('LT_EVENT_MAX_BATCH', 'batchEventsMax', 1, 1_000_000),
  wholeVariable('LT_FLUSH_INTERVAL_MS', 'flushIntervalMs', 1, 60_000),
  wholeVariable('LT_MAX_EVENTS_BUFFER', 'queueEventsMax', 1, 10_000_000),
  wholeVariable('LT_BUFFER_SIZE', 'queueBytesMax', 1_024, 1_073_741_824),
  choiceVariable('LT_LOG_LEVEL', 'logLevel', LOG_LEVELS),
];
