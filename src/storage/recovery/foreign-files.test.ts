import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { LithairError } from '../../errors/lithair-error';
import { lithair } from '../../server';
import { REFERENCE_MODELS } from '../../reference/models';
import { seeded } from '../../testing/test-environment';
import { nodeDisk } from '../disk/node-disk';
import { readEvents } from './read-events';
import { verifyDirectory } from './verify';

const LOG = 'events.raftlog';

function withDirectory(fill: (directory: string) => void): string {
  const directory = fs.mkdtempSync(path.join(tmpdir(), 'lithair-foreign-'));
  fill(directory);
  return directory;
}

/** Everything that can be seen of a directory without following a link or opening a pipe. */
function print(directory: string): string {
  return fs
    .readdirSync(directory)
    .sort()
    .map((name) => {
      const file = path.join(directory, name);
      const stats = fs.lstatSync(file);
      const content = stats.isFile()
        ? createHash('sha256').update(fs.readFileSync(file))
        : undefined;
      return `${name} ${stats.mode} ${stats.size} ${content?.digest('hex') ?? ''}`;
    })
    .join('\n');
}

const line = (value: unknown): string => {
  const json = JSON.stringify(value);
  return `${crc32(json).toString(16).padStart(8, '0')}:${json}\n`;
};

/** What each of the three ways into a directory answers; all must refuse, and in the same words. */
async function refusals(directory: string): Promise<LithairError[]> {
  const attempts: (() => Promise<unknown>)[] = [
    () => verifyDirectory(nodeDisk, directory),
    () => readEvents(nodeDisk, directory).next(),
    () => lithair({ models: REFERENCE_MODELS, directory }).then((node) => node.close()),
  ];
  const errors: LithairError[] = [];
  for (const attempt of attempts) {
    const error = await attempt().then(
      () => new Error('it was accepted'),
      (reason: unknown) => reason as Error,
    );
    assert.ok(error instanceof LithairError, `${directory}: ${error.stack}`);
    errors.push(error);
  }
  return errors;
}

async function assertRefused(directory: string, code: string): Promise<void> {
  const before = print(directory);
  for (const error of await refusals(directory)) {
    assert.equal(error.code, code, error.message);
    assert.ok(error.message.includes(directory), error.message);
    assert.ok(!error.message.includes('\n'), error.message);
  }
  assert.equal(print(directory), before, `${directory} is untouched`);
}

const CASES: Record<string, { code: string; fill: (directory: string) => void }> = {
  'an empty file': {
    code: 'not_a_data_directory',
    fill: (directory) => fs.writeFileSync(path.join(directory, LOG), ''),
  },
  'the log of another product': {
    code: 'not_a_data_directory',
    fill: (directory) =>
      fs.writeFileSync(path.join(directory, LOG), line({ format: 'other', log_id: 'x' })),
  },
  'a database': {
    code: 'not_a_data_directory',
    fill: (directory) => fs.writeFileSync(path.join(directory, 'app.db'), 'SQLite format 3\0'),
  },
  'a newer format': {
    code: 'unsupported_format',
    fill: (directory) =>
      fs.writeFileSync(
        path.join(directory, LOG),
        line({ format: 'lithair.raftlog', version: 9, min_reader: 9, log_id: 'x' }),
      ),
  },
  'an encoding of a newer version': {
    code: 'unsupported_format',
    fill: (directory) =>
      fs.writeFileSync(
        path.join(directory, LOG),
        line({
          format: 'lithair.raftlog',
          version: 2,
          min_reader: 2,
          log_id: 'x',
          encoding: 'cbor',
        }),
      ),
  },
  'a symbolic link': {
    code: 'not_a_data_directory',
    fill: (directory) => fs.symlinkSync('/etc/hostname', path.join(directory, LOG)),
  },
  'a directory of that name': {
    code: 'not_a_data_directory',
    fill: (directory) => fs.mkdirSync(path.join(directory, LOG)),
  },
  'a pipe': {
    code: 'not_a_data_directory',
    fill: (directory) => spawnSync('mkfifo', [path.join(directory, LOG)]),
  },
};

for (const [what, { code, fill }] of Object.entries(CASES)) {
  test(`${what} is refused in one clear line and left untouched`, async () => {
    const directory = withDirectory(fill);
    await assertRefused(directory, code);
    fs.rmSync(directory, { recursive: true });
  });
}

test('random garbage of any length is refused and left untouched', async () => {
  const random = seeded(22);
  for (let round = 0; round < 60; round += 1) {
    const bytes = Buffer.from(
      Array.from({ length: Math.floor(random() * 5000) }, () => Math.floor(random() * 256)),
    );
    const directory = withDirectory((it) => fs.writeFileSync(path.join(it, LOG), bytes));
    await assertRefused(directory, 'not_a_data_directory');
    fs.rmSync(directory, { recursive: true });
  }
});

test('a log that may only be read is verified, and not served', async () => {
  const directory = withDirectory(() => undefined);
  await lithair({ models: REFERENCE_MODELS, directory }).then((node) => node.close());
  fs.chmodSync(path.join(directory, LOG), 0o400);
  // Root may write everything, so root takes another name for a moment.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    for (const file of ['', ...fs.readdirSync(directory)])
      fs.chownSync(path.join(directory, file), 65_534, 65_534);
    process.seteuid?.(65_534);
  }
  try {
    assert.equal((await verifyDirectory(nodeDisk, directory)).verdict, 'clean');
    const before = fs.readFileSync(path.join(directory, LOG));
    await assert.rejects(
      lithair({ models: REFERENCE_MODELS, directory }),
      (error: LithairError) => {
        assert.equal(error.code, 'permission_denied');
        return error.message.includes(path.join(directory, LOG));
      },
    );
    assert.deepEqual(fs.readFileSync(path.join(directory, LOG)), before);
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
  fs.rmSync(directory, { recursive: true });
});
