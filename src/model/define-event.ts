import { z } from 'zod';
import { LithairError } from '../errors/lithair-error';
import { checkWith, type CheckOf } from './check';
import type { EventSource } from './event-source';
import { IDENTIFIER, isIdentifier } from './identifier';

/** What an event says, by name. */
export type EventFields = Readonly<Record<string, z.ZodType>>;

type PayloadOf<F extends EventFields> = z.output<z.ZodObject<{ [K in keyof F]: F[K] }>>;
type SaidOf<F extends EventFields> = z.input<z.ZodObject<{ [K in keyof F]: F[K] }>>;

/** What clients may do with an event over HTTP. */
export interface EventAccess {
  /** Emit it: `POST /api/events/{Name}`, and `emit` in `POST /api/transaction`. */
  readonly emit?: boolean;
  /** Be told of it, payload and all: `GET /api/events`. */
  readonly read?: boolean;
}

/** `true` is `{ emit: true }`; left out, clients know nothing of the event. */
export type EventHttp = boolean | EventAccess;

export interface EventOptions<P, H extends EventHttp = EventHttp> {
  /** Identifier of what the event is about (see `IDENTIFIER`): its `aggregate_id` in the log. */
  readonly id?: (payload: P) => string;
  /**
   * What makes an event the same as another: emitted by `emit` or over HTTP it has one effect for
   * each key, whether who sends it thinks of a key or not. In a transaction it is not looked at.
   */
  readonly idempotencyKey?: (payload: P) => string;
  /** What clients may do with it: nothing, unless it says so. */
  readonly http?: H;
}

/** An event type that an application declares, compiled: a pure value. */
export interface EventDefinition<
  P = unknown,
  I = unknown,
  N extends string = string,
  H extends EventHttp = EventHttp,
> extends EventSource<P> {
  readonly type: N;
  /** The type with a small first letter, as in the identifier of an event: `orderPlaced`. */
  readonly singular: string;
  /** Whether clients may emit it. */
  readonly isOnHttp: boolean;
  /** Whether clients are told of it. */
  readonly isTold: boolean;
  /** As they were declared. */
  readonly fields: EventFields;
  check(value: unknown): CheckOf<P>;
  /** Identifier of what an event is about; without a rule all events of the type are one stream. */
  idOf(payload: P): string;
  /** Whether what it says names the key of the request: see `EventOptions`. */
  readonly isKeyed: boolean;
  keyOf(payload: P): string | undefined;
  /** Only for types: what `emit` takes. */
  readonly input?: I;
  /** Only for types: what clients may do. */
  readonly access?: H;
}

/** What the event says. */
export type PayloadIn<E> = E extends EventDefinition<infer P> ? P : never;

const NAME = /^[A-Z][A-Za-z0-9]{0,62}$/;

/**
 * Declares an event type of the application's own. Unknown fields are refused.
 *
 * @throws {LithairError} `invalid_event` when the declaration makes no sense.
 * @example
 * const OrderPlaced = defineEvent('OrderPlaced', { orderId: z.uuid(), userId: z.uuid() });
 */
export function defineEvent<
  const N extends string,
  const F extends EventFields,
  const H extends EventHttp = false,
>(
  name: N,
  fields: F,
  options: EventOptions<PayloadOf<F>, H> = {},
): EventDefinition<PayloadOf<F>, SaidOf<F>, N, H> {
  assertEvent(name, fields, options);
  const { id, http = false as H, idempotencyKey } = options;
  const access: EventAccess = typeof http === 'boolean' ? { emit: http } : http;
  const schema = z.compile(z.strictObject(fields));
  const singular = name.charAt(0).toLowerCase() + name.slice(1);
  return {
    type: name,
    singular,
    isOnHttp: access.emit === true,
    isTold: access.read === true,
    fields,
    check: (value) => checkWith<PayloadOf<F>>(schema, value),
    idOf: (payload) => (id === undefined ? singular : requireIdentity(name, id(payload))),
    isKeyed: idempotencyKey !== undefined,
    keyOf: (payload) => idempotencyKey?.(payload),
  };
}

function assertEvent(name: string, fields: EventFields, options: object): void {
  const refuse = (reason: string): never => {
    throw new LithairError('invalid_event', `event ${JSON.stringify(name)}: ${reason}`);
  };
  if (!NAME.test(name)) refuse('a name is letters and digits, the first a capital');
  for (const [key, schema] of Object.entries(fields)) {
    if (key === '__proto__' || !(schema instanceof z.ZodType))
      refuse(`${JSON.stringify(key)} is not a zod schema`);
  }
  const { id, idempotencyKey, http, ...others } = options as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) refuse(`${unknown} is no option: id, idempotencyKey, http`);
  for (const [key, value] of Object.entries({ id, idempotencyKey }))
    if (value !== undefined && typeof value !== 'function') refuse(`${key} is a function`);
  if (http !== undefined && !isAccess(http))
    refuse('http is true, false, or { emit, read }, each true or false');
}

function isAccess(http: unknown): boolean {
  if (typeof http === 'boolean') return true;
  if (typeof http !== 'object' || http === null || Array.isArray(http)) return false;
  const { emit = false, read = false, ...others } = http as Record<string, unknown>;
  const areBoolean = typeof emit === 'boolean' && typeof read === 'boolean';
  return areBoolean && Object.keys(others).length === 0;
}

/** @throws {LithairError} `validation_failed`: what an event is about has such an identifier. */
function requireIdentity(name: string, id: unknown): string {
  if (isIdentifier(id)) return id;
  const message = `${name}: what it is about has no identifier: ${IDENTIFIER.source}`;
  throw new LithairError('validation_failed', message);
}
