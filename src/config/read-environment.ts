import { LithairError } from '../errors/lithair-error';
import { VARIABLES, type Settings } from './settings';

/**
 * The settings that the environment gives.
 * @throws {LithairError} `invalid_configuration`: a value that means nothing, or an `LT_` name that
 * nobody reads, which is how a typing error would otherwise pass in silence.
 */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Partial<Settings> {
  const known = new Set(VARIABLES.map(({ name }) => name));
  const unknown = Object.keys(environment).find(
    (name) => name.startsWith('LT_') && !known.has(name),
  );
  if (unknown !== undefined) {
    const names = [...known].filter((name) => name.startsWith('LT_')).join(', ');
    throw new LithairError(
      'invalid_configuration',
      `${unknown} is not a variable of Lithair: there are ${names}`,
    );
  }
  let settings: Partial<Settings> = {};
  for (const { name, expects, read } of VARIABLES) {
    const text = environment[name];
    if (text === undefined) continue;
    const value = read(text);
    if (value === undefined) {
      throw new LithairError(
        'invalid_configuration',
        `${name}=${JSON.stringify(text)}: ${expects} is expected`,
      );
    }
    settings = { ...settings, ...value };
  }
  return settings;
}
