import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEnvironment } from '../../testing/test-environment';
import { virtualTime } from '../../testing/virtual-time';
import { LaterSync } from './later-sync';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Syncs that end when the test says so. */
function rig() {
  const time = virtualTime(testEnvironment());
  const state = { syncs: 0, isHasty: false, failures: [] as string[] };
  let end: (error?: Error) => void = () => undefined;
  const later = new LaterSync(time, {
    sync: () => {
      state.syncs += 1;
      return new Promise((resolve, reject) => {
        end = (error) => (error === undefined ? resolve() : reject(error));
      });
    },
    intervalMs: 10,
    takeHaste: () => state.isHasty,
    onFailure: (error) => state.failures.push(String(error)),
  });
  return { time, state, later, end: (error?: Error) => (end(error), turn()) };
}

test('one sync follows what was written, after the interval, however much that was', async () => {
  const { time, state, later, end } = rig();
  later.plan();
  later.plan();
  assert.equal(state.syncs, 0);
  assert.equal(time.fireNext(), true);
  assert.deepEqual([state.syncs, time.monotonicMs()], [1, 10]);
  await end();
  assert.equal(time.fireNext(), false, 'nothing was written since');
  later.plan();
  assert.equal(time.fireNext(), true);
  assert.equal(state.syncs, 2);
});

test('what is written during a sync is synced after it, never at the same time', async () => {
  const { time, state, later, end } = rig();
  later.plan();
  time.fireNext();
  later.plan();
  assert.equal(time.fireNext(), false);
  await end();
  assert.equal(time.fireNext(), true);
  assert.equal(state.syncs, 2);
});

test('haste does not wait for the interval, nor leaves its timer behind', async () => {
  const { time, state, later, end } = rig();
  later.plan();
  state.isHasty = true;
  later.plan();
  assert.equal(state.syncs, 1);
  assert.equal(time.fireNext(), false);
  await end();
  assert.equal(state.syncs, 1);
});

test('whoever cancels waits for the sync in flight, and what it would be followed by is not done', async () => {
  const { time, state, later, end } = rig();
  later.plan();
  await later.cancel();
  assert.equal(time.fireNext(), false);
  later.plan();
  time.fireNext();
  later.plan();
  let isCancelled = false;
  const cancelled = later.cancel().then(() => (isCancelled = true));
  await turn();
  assert.equal(isCancelled, false);
  await end();
  await cancelled;
  assert.equal(time.fireNext(), false);
  assert.equal(state.syncs, 1);
  later.plan();
  assert.equal(time.fireNext(), true, 'one that is planned later is done');
});

test('nothing is planned once it is stopped, or a sync has failed', async () => {
  const stopped = rig();
  stopped.later.plan();
  await stopped.later.stop();
  stopped.later.plan();
  stopped.state.isHasty = true;
  stopped.later.plan();
  assert.deepEqual([stopped.time.fireNext(), stopped.state.syncs], [false, 0]);
  const failed = rig();
  failed.later.plan();
  failed.time.fireNext();
  failed.later.plan();
  await failed.end(new Error('EIO'));
  failed.later.plan();
  assert.deepEqual(failed.state.failures, ['Error: EIO']);
  assert.deepEqual([failed.time.fireNext(), failed.state.syncs], [false, 1]);
});
