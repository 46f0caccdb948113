import { type Command, InvalidArgumentError, Option, type OptionValues } from 'commander';
import type { GivenSettings } from '../config/resolve-settings';
import { SETTING_KEYS, SETTINGS, type SettingKey } from '../config/setting-table';

/** What `serve` and `config` are told on the command line. */
export interface NodeFlags {
  readonly app: string | undefined;
  readonly settings: GivenSettings;
}

interface SettingFlag {
  readonly key: SettingKey;
  readonly option: Option;
}

const SETTING_FLAGS: readonly SettingFlag[] = SETTING_KEYS.flatMap((key) => {
  const { flag, kind, means, default: standard } = SETTINGS[key];
  if (flag === undefined) return [];
  if (flag.startsWith('--no-')) return switches(key, flag);
  const words = kind.words === undefined ? '' : `: ${kind.words.join(', ')}`;
  const option = new Option(flag, `${means}${words} (${String(standard)})`);
  option.argParser((text: string) => {
    const value = kind.read(text);
    if (value === undefined) throw new InvalidArgumentError(`${kind.expects} is expected`);
    return value;
  });
  return [{ key, option }];
});

/**
 * `--no-docs`, and `--docs`, which has the last word over a variable. Were the second not there,
 * commander would take the first for given as true.
 */
function switches(key: SettingKey, flag: string): readonly SettingFlag[] {
  const on = new Option(flag.replace('--no-', '--'), SETTINGS[key].means);
  return [on, new Option(flag, `do not ${SETTINGS[key].means}`)].map((option) => ({ key, option }));
}

/** Gives a command the flags of the settings that have one, and `--app`. */
export function addNodeFlags(command: Command): Command {
  for (const { option } of SETTING_FLAGS) command.addOption(option);
  return command.option(
    '--app <file>',
    'JavaScript module that exports the models (the reference models)',
  );
}

/** The flags of `addNodeFlags` that were given. */
export function nodeFlags(given: OptionValues): NodeFlags {
  const settings = SETTING_FLAGS.map(
    ({ key, option }) => [key, given[option.attributeName()] as unknown] as const,
  );
  return {
    app: given['app'] as string | undefined,
    settings: Object.fromEntries(settings),
  };
}
