import { LithairError } from '../errors/lithair-error';
import type { ViewListener, ViewOptions } from './view';

type Collected = Exclude<ViewListener['collected'], undefined>;

/** @throws {LithairError} `invalid_view`, in one line that names the view. */
export function assertView(name: string, options: ViewOptions<unknown>): void {
  const { version = 1, expose = true, on, ...others } = options;
  const [unknown] = Object.keys(others);
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name))
    refuse(name, 'a name is lower-case letters, digits, _ and dashes');
  if (unknown !== undefined) refuse(name, `${unknown} is no option: version, expose, on`);
  if (!Number.isSafeInteger(version) || version < 1)
    refuse(name, 'a version is a whole number from 1');
  if (typeof expose !== 'boolean') refuse(name, 'expose is true or false');
  if (!Array.isArray(on) || on.length === 0) refuse(name, 'on is a list of on(event, { reduce })');
  const types = new Set<string>();
  for (const { type, keysOf, reduce, collected } of on) {
    if (typeof type !== 'string' || typeof reduce !== 'function' || typeof keysOf !== 'function')
      refuse(name, 'on is a list of on(event, { key, reduce }), both functions');
    if (collected !== undefined) assertCollected(name, collected);
    if (types.has(type)) refuse(name, `it listens to ${type} twice`);
    types.add(type);
  }
}

function assertCollected(name: string, { item, keep }: Collected): void {
  if (typeof item !== 'function') refuse(name, 'collect(event, { key, item }) takes functions');
  if (keep !== Infinity && !(Number.isSafeInteger(keep) && keep >= 1))
    refuse(name, 'keep is a whole number from 1');
}

function refuse(name: string, reason: string): never {
  throw new LithairError('invalid_view', `view ${JSON.stringify(name)}: ${reason}`);
}
