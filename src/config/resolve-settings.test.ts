import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LithairError } from '../errors/lithair-error';
import { PROFILES, type ProfileSettings } from './profiles';
import {
  resolveSettings,
  shownSettings,
  withOptions,
  type SettingSources,
} from './resolve-settings';
import { DEFAULTS, SETTING_KEYS, SETTINGS, type SettingKey } from './setting-table';
import { PROFILE_NAMES } from './settings';

/** One setting as it is decided: `os, from profile balanced`. */
function decided(key: SettingKey, sources: SettingSources): string {
  const { settings, origins } = resolveSettings(sources);
  return `${settings[key]}, from ${origins[key]}`;
}

const refusal = (sources: SettingSources): string => {
  try {
    resolveSettings(sources);
  } catch (error) {
    assert.ok(error instanceof LithairError && error.code === 'invalid_configuration');
    assert.equal(error.exit, 78);
    assert.ok(!error.message.includes('\n'), 'one line');
    return error.message;
  }
  throw new assert.AssertionError({ message: `accepted: ${JSON.stringify(sources)}` });
};

test('nothing said: the defaults', () => {
  const { settings, origins } = resolveSettings({ environment: { PATH: '/bin' }, options: {} });
  assert.deepEqual(settings, DEFAULTS);
  assert.deepEqual(new Set(Object.values(origins)), new Set(['default']));
});

test('a flag wins over a variable, over an option, over the profile, over the default', () => {
  const sources: SettingSources = {
    flags: { durability: 'memory', profile: 'balanced' },
    environment: { LT_DURABILITY: 'os', LT_FLUSH_INTERVAL_MS: '7' },
    options: { durability: 'disk', flushIntervalMs: 8, encoding: 'json' },
  };
  assert.equal(decided('durability', sources), 'memory, from flag --durability');
  assert.equal(decided('flushIntervalMs', sources), '7, from variable LT_FLUSH_INTERVAL_MS');
  assert.equal(decided('encoding', sources), 'json, from option');
  assert.equal(decided('batchEventsMax', sources), '10000, from profile balanced');
  assert.equal(decided('port', sources), '3000, from default');
});

test('a profile is chosen like anything else, and LT_PROFILE wins over its alias', () => {
  const alias = { STORAGE_PROFILE: 'balanced' };
  const both = { ...alias, LT_PROFILE: 'high_throughput' };
  const flags = { profile: 'durable_security' } as const;
  const options = { profile: 'balanced' } as const;
  assert.equal(decided('durability', { options }), 'os, from profile balanced');
  assert.equal(
    decided('profile', { environment: alias }),
    'balanced, from variable STORAGE_PROFILE',
  );
  assert.equal(
    decided('profile', { environment: both, options }),
    'high_throughput, from variable LT_PROFILE',
  );
  assert.equal(
    decided('dedupPersist', { environment: both, flags }),
    'true, from profile durable_security',
  );
});

test('each variable of the specification says what it says there', () => {
  const read = (environment: Record<string, string>, key: SettingKey): unknown =>
    resolveSettings({ environment }).settings[key];
  assert.equal(read({ LT_FSYNC_ON_APPEND: '0' }, 'durability'), 'os');
  assert.equal(
    read({ LT_FSYNC_ON_APPEND: '1', STORAGE_PROFILE: 'balanced' }, 'durability'),
    'disk',
  );
  assert.equal(read({ LT_FSYNC_ON_APPEND: '1', LT_DURABILITY: 'memory' }, 'durability'), 'memory');
  assert.equal(read({ LT_ENABLE_BINARY: '1' }, 'encoding'), 'binary');
  assert.equal(read({ LT_OPT_PERSIST: '0' }, 'groupCommit'), false);
  assert.equal(read({ LT_DISABLE_INDEX: '1' }, 'positionIndex'), false);
  assert.equal(
    read({ LT_DISABLE_INDEX: '0', LT_PROFILE: 'high_throughput' }, 'positionIndex'),
    true,
  );
  assert.equal(read({ LT_DEDUP_PERSIST: '0' }, 'dedupPersist'), false);
  assert.equal(read({ LT_BUFFER_SIZE: '1048576' }, 'queueBytesMax'), 1_048_576);
  assert.equal(read({ LT_MAX_EVENTS_BUFFER: '2000' }, 'queueEventsMax'), 2_000);
  assert.equal(read({ LT_FLUSH_INTERVAL_MS: '5' }, 'flushIntervalMs'), 5);
  assert.equal(read({ LT_EVENT_MAX_BATCH: '65536' }, 'batchEventsMax'), 65_536);
  assert.equal(read({ EXPERIMENT_DATA_BASE: '/x' }, 'directory'), '/x');
  assert.equal(read({ LT_PORT: '0' }, 'port'), 0);
});

test('each variable refuses a value that means nothing, by its name', () => {
  for (const { name } of SETTING_KEYS.flatMap((key) => [...SETTINGS[key].variables])) {
    const isText = name === 'LT_HOST' || name === 'EXPERIMENT_DATA_BASE';
    for (const bad of isText
      ? ['']
      : ['', 'peut-être', '-1', '1.5', '1e3', ' 1', '99999999999999999']) {
      const message = refusal({ environment: { [name]: bad } });
      assert.ok(message.startsWith(`${name}=`) && message.endsWith('is expected'), message);
    }
  }
});

test('refuses an LT_ name that nobody reads, and says which was meant', () => {
  assert.match(
    refusal({ environment: { LT_DURABLITY: 'os' } }),
    /^LT_DURABLITY .*mean LT_DURABILITY\?$/,
  );
  assert.match(refusal({ environment: { LT_FSYNC: '1' } }), /mean LT_FSYNC_ON_APPEND\?$/);
  assert.match(
    refusal({ environment: { LT_FROBNICATE: '1' } }),
    /there are .*LT_PROFILE.*LT_LOG_VERBOSE/,
  );
});

test('refuses an option that no compiler has checked', () => {
  const given = [
    { port: '80' },
    { logVerbose: 1 },
    { durability: 'ssd' },
    { segmentBytes: 1 },
    { snapshotKeep: NaN },
  ];
  for (const options of given) {
    const [key = ''] = Object.keys(options);
    assert.ok(refusal({ options: options as object }).startsWith(`${key}: `));
  }
  assert.equal(decided('port', { options: { port: undefined } }), '3000, from default');
});

test('whatever is said: every setting is of its kind, and comes from where it is said to', () => {
  const words = fc.constantFrom(...SETTING_KEYS);
  const profile = fc.option(fc.constantFrom(...PROFILE_NAMES), { nil: undefined });
  fc.assert(
    fc.property(
      profile,
      fc.uniqueArray(words),
      fc.uniqueArray(words),
      (profile, optional, flagged) => {
        const some = (keys: readonly SettingKey[]): object =>
          Object.fromEntries(
            keys.filter((key) => key !== 'profile').map((key) => [key, DEFAULTS[key]]),
          );
        const flags = some(flagged);
        const options = { ...some(optional), profile };
        const { settings, origins } = resolveSettings({ options, flags });
        for (const key of SETTING_KEYS) {
          assert.ok(SETTINGS[key].kind.accepts(settings[key]), key);
          const origin = origins[key];
          if (key in flags) assert.match(origin, /^flag /);
          else if (options[key as 'profile'] !== undefined) assert.equal(origin, 'option');
          else if (profile !== undefined && key in PROFILES[profile]) {
            assert.equal(origin, `profile ${profile}`);
            assert.equal(settings[key], PROFILES[profile][key as keyof ProfileSettings]);
          } else {
            assert.equal(origin, 'default');
            assert.equal(settings[key], DEFAULTS[key]);
          }
        }
      },
    ),
  );
});

test('an option given later is shown as one, and leaves the rest', () => {
  const before = resolveSettings({ environment: { LT_PORT: '1', LT_HOST: '::1' } });
  const after = withOptions(before, { port: 2, host: undefined });
  assert.deepEqual(shownSettings(after), {
    ...shownSettings(before),
    port: { value: 2, origin: 'option' },
  });
});
