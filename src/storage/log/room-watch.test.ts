import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEnvironment } from '../../testing/test-environment';
import { virtualTime, type VirtualTime } from '../../testing/virtual-time';
import { RoomWatch, type RoomWatchOptions } from './room-watch';

const noRoom = (): Error => Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Watched {
  readonly watch: RoomWatch;
  readonly time: VirtualTime;
  /** What its owner was told, and what the storage was asked, in order. */
  readonly told: string[];
  /** What the next probe does. */
  probe: () => Promise<void>;
  free: number;
}

function watched(options: Partial<RoomWatchOptions> = {}): Watched {
  const time = virtualTime(testEnvironment());
  const told: string[] = [];
  const state = { probe: (): Promise<void> => Promise.resolve(), free: 0 };
  const storage = {
    probe: (bytes: number) => {
      told.push(`probe ${bytes}`);
      return state.probe();
    },
    freeBytes: () => {
      told.push('free');
      return Promise.resolve(state.free);
    },
  };
  const watch = new RoomWatch(storage, time, {
    freeMinBytes: 0,
    writeWaiting: () => {
      told.push('write');
      return Promise.resolve(true);
    },
    onLow: (reason) => told.push(reason),
    onRoom: () => told.push('room'),
    onFailure: (error) => told.push(String(error)),
    ...options,
  });
  return Object.assign(state, { watch, time, told });
}

/** Lets a second pass, if something waits for it, and what it starts come to its end. */
async function second({ time, told }: Watched): Promise<string[]> {
  told.length = 0;
  time.fireNext();
  await turn();
  return [...told];
}

test('a full disk is looked at every second until what waits is written, then not any more', async () => {
  let written = false;
  const one: Watched = watched({
    writeWaiting: () => {
      one.told.push('write');
      return Promise.resolve(written);
    },
  });
  assert.deepEqual(await second(one), [], 'nothing is looked at before a write finds no room');
  one.probe = () => Promise.reject(noRoom());
  one.watch.full();
  one.watch.full();
  assert.deepEqual(await second(one), ['probe 65536'], 'one look, however often it is asked for');
  assert.equal(one.time.monotonicMs(), 1000);
  one.probe = () => Promise.resolve();
  assert.deepEqual(await second(one), ['probe 65536', 'write']);
  written = true;
  assert.deepEqual(await second(one), ['probe 65536', 'write', 'room']);
  assert.deepEqual(await second(one), []);
  assert.equal(one.time.monotonicMs(), 3000);
});

test('a disk with too little free counts as full, and what is free is looked at for ever', async () => {
  const one = watched({ freeMinBytes: 100 });
  one.free = 100;
  assert.deepEqual(await second(one), ['free']);
  one.free = 99;
  const low = '99 bytes are free on the disk, 100 must stay so';
  assert.deepEqual(await second(one), ['free', low]);
  assert.deepEqual(await second(one), ['free', low]);
  one.free = 100;
  assert.deepEqual(await second(one), ['free', 'probe 65536', 'write', 'room']);
  assert.deepEqual(await second(one), ['free']);
});

test('no descriptor to look with says nothing of the disk; any other error ends the looking', async () => {
  const one = watched();
  one.watch.full();
  for (const code of ['EMFILE', 'ENFILE', 'EDQUOT']) {
    one.probe = () => Promise.reject(Object.assign(new Error(code), { code }));
    assert.deepEqual(await second(one), ['probe 65536'], code);
  }
  one.probe = () => Promise.reject(new Error('EIO'));
  assert.deepEqual(await second(one), ['probe 65536', 'Error: EIO']);
  assert.deepEqual(await second(one), []);
  one.watch.full();
  assert.deepEqual(await second(one), []);
});

test('whoever stops while room is being looked for waits for the look, and is told of no room', async () => {
  const one = watched();
  let found = (): void => undefined;
  one.probe = () => new Promise((resolve) => (found = resolve));
  one.watch.full();
  assert.deepEqual(await second(one), ['probe 65536']);
  one.watch.full();
  assert.equal(
    one.time.fireNext(),
    false,
    'two looks at once would take each other s scratch file',
  );
  let isStopped = false;
  const stopped = one.watch.stop().then(() => (isStopped = true));
  await turn();
  assert.equal(isStopped, false);
  one.told.length = 0;
  found();
  await stopped;
  assert.deepEqual(one.told, ['write']);
  assert.deepEqual(await second(one), []);
});

test('whoever stops between two looks has seen the last one', async () => {
  const one = watched();
  one.watch.full();
  await one.watch.stop();
  assert.deepEqual(await second(one), []);
});
