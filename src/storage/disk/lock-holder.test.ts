import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { lockHolder } from './lock-holder';

const alive = JSON.stringify({ pid: process.pid, since: '2026-01-02T00:00:00.000Z' });
const dead = JSON.stringify({ pid: spawnSync('true').pid, since: '2026-01-01T00:00:00.000Z' });

/** A lock file that says one thing after the other, the last one for ever. */
const saying = (...texts: string[]) => {
  let reads = 0;
  return () => texts[Math.min(reads++, texts.length - 1)] ?? '';
};

test('names the holder that lives, not the dead one that the file still names (INV-10)', async () => {
  assert.equal(await lockHolder(saying(dead, dead, '', alive), 1000), alive);
});

test('a holder that has not written its name yet is waited for', async () => {
  assert.equal(await lockHolder(saying('', '', '{"pi', `${alive}\n`), 1000), alive);
});

test('gives what the file says in the end: a holder in another container looks dead', async () => {
  assert.equal(await lockHolder(saying(dead), 50), dead);
  assert.equal(await lockHolder(saying(''), 50), 'an unnamed process');
});
