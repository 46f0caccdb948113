import { LithairError } from '../errors/lithair-error';
import { nearestName } from './nearest-name';
import { SETTING_KEYS, SETTINGS, type SettingKey } from './setting-table';

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** A value that a variable gives to a setting. */
export interface VariableValue {
  readonly key: SettingKey;
  readonly name: string;
  readonly value: unknown;
}

/** The names of all variables, the aliases and the ones without `LT_` as well. */
export const VARIABLE_NAMES: readonly string[] = SETTING_KEYS.flatMap((key) =>
  SETTINGS[key].variables.map(({ name }) => name),
);

/**
 * What the environment sets; of two variables for one setting, the one that wins comes last.
 * @throws {LithairError} `invalid_configuration`: a value that means nothing, or an `LT_` name that
 * nobody reads, which is how a typing error would otherwise pass in silence.
 */
export function readVariables(environment: ProcessEnvironment): readonly VariableValue[] {
  refuseUnknown(environment);
  return SETTING_KEYS.flatMap((key) => readSetting(key, environment));
}

function readSetting(key: SettingKey, environment: ProcessEnvironment): VariableValue[] {
  const { kind, variables } = SETTINGS[key];
  return variables.flatMap(({ name, reads = kind }) => {
    const text = environment[name];
    if (text === undefined) return [];
    const value = reads.read(text);
    if (value !== undefined) return [{ key, name, value }];
    const message = `${name}=${JSON.stringify(text)}: ${reads.expects} is expected`;
    throw new LithairError('invalid_configuration', message);
  });
}

function refuseUnknown(environment: ProcessEnvironment): void {
  const isUnknown = (name: string): boolean =>
    name.startsWith('LT_') && !VARIABLE_NAMES.includes(name);
  const unknown = Object.keys(environment).find(isUnknown);
  if (unknown === undefined) return;
  const nearest = nearestName(unknown, VARIABLE_NAMES);
  const remedy =
    nearest === undefined ? `there are ${VARIABLE_NAMES.join(', ')}` : `did you mean ${nearest}?`;
  const message = `${unknown} is not a variable of Lithair: ${remedy}`;
  throw new LithairError('invalid_configuration', message);
}
