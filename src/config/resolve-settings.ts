import { LithairError } from '../errors/lithair-error';
import { PROFILES, type ProfileSettings } from './profiles';
import { readVariables, type ProcessEnvironment } from './read-variables';
import { SETTING_KEYS, SETTINGS, type SettingKey } from './setting-table';
import type { Profile, Settings } from './settings';

/** Where a value comes from. */
export type Origin =
  'default' | `profile ${Profile}` | 'option' | `variable ${string}` | `flag ${string}`;

/** What a program or a command line gives; a value that is `undefined` counts as absent. */
export type GivenSettings = { readonly [K in SettingKey]?: Settings[K] | undefined };

/** Who may set something, from the weakest to the strongest. */
export interface SettingSources {
  /** Given by the program, as to `lithair()`. */
  readonly options?: GivenSettings;
  /** Usually `process.env`. */
  readonly environment?: ProcessEnvironment;
  /** Given on the command line. */
  readonly flags?: GivenSettings;
}

/** The settings of a node, and where each comes from. */
export interface ResolvedSettings {
  readonly settings: Settings;
  readonly origins: Readonly<Record<SettingKey, Origin>>;
}

/** A value on its way to `Settings`: of the kind that its row asks for. */
interface Chosen {
  readonly value: unknown;
  readonly origin: Origin;
}

/**
 * Decides every setting: a flag, else a variable, else an option, else the profile, else the
 * default. So a profile never overrides what someone asked for by name, whoever chose the profile.
 *
 * @throws {LithairError} `invalid_configuration`: a value that is not allowed, or an `LT_` name
 * that is not known.
 * @example
 * const settings = resolveSettings({ environment: process.env });
 * const app = await lithair({ models, settings });
 */
export function resolveSettings(sources: SettingSources = {}): ResolvedSettings {
  const chosen = new Map<SettingKey, Chosen>([
    ...read(sources.options, () => 'option'),
    ...readVariables(sources.environment ?? {}).map(
      ({ key, name, value }) => [key, { value, origin: `variable ${name}` }] as const,
    ),
    ...read(sources.flags, flagOrigin),
  ]);
  const profile = chosen.get('profile')?.value as Profile | undefined;
  return joined(SETTING_KEYS.map((key) => [key, chosen.get(key) ?? unchosen(key, profile)]));
}

/**
 * The same settings, but for the options given here.
 * @throws {LithairError} `invalid_configuration`.
 */
export function withOptions(resolved: ResolvedSettings, options: GivenSettings): ResolvedSettings {
  const { settings, origins } = joined(read(options, () => 'option'));
  return {
    settings: { ...resolved.settings, ...settings },
    origins: { ...resolved.origins, ...origins },
  };
}

/** As a node shows them: `{"port":{"value":3000,"origin":"default"},…}`. */
export function shownSettings({ settings, origins }: ResolvedSettings): object {
  return Object.fromEntries(
    SETTING_KEYS.map((key) => [key, { value: settings[key], origin: origins[key] }]),
  );
}

type Choice = readonly [SettingKey, Chosen];

function read(given: GivenSettings = {}, originOf: (key: SettingKey) => Origin): Choice[] {
  return SETTING_KEYS.flatMap((key): Choice[] => {
    const value = given[key];
    if (value === undefined) return [];
    const { accepts, allows } = SETTINGS[key].kind;
    if (accepts(value)) return [[key, { value, origin: originOf(key) }]];
    const message = `${key}: ${JSON.stringify(value)}: ${allows} is expected`;
    throw new LithairError('invalid_configuration', message);
  });
}

function unchosen(key: SettingKey, profile: Profile | undefined): Chosen {
  if (profile !== undefined && isDecidedByProfile(key)) {
    return { value: PROFILES[profile][key], origin: `profile ${profile}` };
  }
  return { value: SETTINGS[key].default, origin: 'default' };
}

function isDecidedByProfile(key: SettingKey): key is keyof ProfileSettings {
  return key in PROFILES.durable_security;
}

const flagOrigin = (key: SettingKey): Origin =>
  `flag ${SETTINGS[key].flag?.split(' ', 1)[0] ?? key}`;

/** The one place where values of which only the kind was checked become `Settings`. */
function joined(choices: readonly Choice[]): ResolvedSettings {
  return {
    settings: Object.fromEntries(choices.map(([key, { value }]) => [key, value])) as unknown,
    origins: Object.fromEntries(choices.map(([key, { origin }]) => [key, origin])),
  } as ResolvedSettings;
}
