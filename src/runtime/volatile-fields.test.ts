import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import type { Command } from '../engine/command';
import type { LithairError } from '../errors/lithair-error';
import { defineModel } from '../model/define-model';
import { field } from '../model/field';
import type { Lithair } from '../server';
import { HttpProbe, type ProbeAnswer } from '../testing/http-probe';
import { MemoryDisk } from '../testing/memory-disk';
import { openNode } from '../testing/open-node';
import { LOG } from '../testing/sample-log';

const Video = defineModel('videos', {
  title: field(z.string()),
  views: field(z.number(), { db: { default: 0 }, persistence: { memoryOnly: true } }),
  place: field(z.number(), { db: { default: 0 }, persistence: { autoPersist: false } }),
});

/** The API of one video, `v`, of 5 views. */
class Rig {
  readonly disk: MemoryDisk;
  readonly node: Lithair;
  readonly #probe: HttpProbe;

  private constructor(disk: MemoryDisk, node: Lithair, probe: HttpProbe) {
    this.disk = disk;
    this.node = node;
    this.#probe = probe;
  }

  static async start(disk: MemoryDisk): Promise<Rig> {
    const node = await openNode(disk, { models: [Video] });
    return new Rig(disk, node, await HttpProbe.start(node));
  }

  static async withVideo(): Promise<Rig> {
    const rig = await Rig.start(new MemoryDisk());
    const { status, text } = await rig.send('POST', '', { id: 'v', title: 't', views: 5 });
    assert.equal(status, 201, text);
    return rig;
  }

  send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ProbeAnswer> {
    return this.#probe.send({
      method,
      path: `/api/videos${path}`,
      headers: { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  async video(): Promise<unknown> {
    return JSON.parse((await this.send('GET', '/v')).text);
  }

  get log(): string {
    return this.disk.content(LOG).toString('utf8');
  }

  get seq(): number {
    return this.node.withState(({ lastSeq }) => lastSeq);
  }

  /** The same directory after a SIGKILL. */
  async again(): Promise<Rig> {
    await this.stop();
    return Rig.start(this.disk.afterKill());
  }

  async stop(): Promise<void> {
    await this.#probe.stop();
    await this.node.close();
  }
}

test('a field in memory only is served, never written, and forgotten by a restart', async () => {
  const rig = await Rig.withVideo();
  assert.deepEqual(await rig.video(), { id: 'v', title: 't', views: 5, place: 0 });
  const { text } = await rig.send('PATCH', '/v', { views: 6 });
  assert.match(text, /"views":6/);
  assert.equal(rig.seq, 1);
  assert.match((await rig.send('GET', '?limit=all')).text, /"views":6/);
  assert.match((await rig.send('PUT', '/v', { title: 'u', views: 7 })).text, /"views":7/);
  assert.equal(rig.seq, 2);
  assert.doesNotMatch(rig.log, /views/);
  const again = await rig.again();
  assert.deepEqual(await again.video(), { id: 'v', title: 'u', views: 0, place: 0 });
  await again.stop();
});

test('a change that is not written alone goes with the next event of its record', async () => {
  const rig = await Rig.withVideo();
  await rig.send('PATCH', '/v', { place: 12 });
  assert.equal(rig.seq, 1);
  assert.match((await rig.send('GET', '/v')).text, /"place":12/);
  await rig.send('PATCH', '/v', { title: 'u' });
  await rig.send('PATCH', '/v', { place: 99 });
  assert.equal(rig.seq, 2);
  assert.match(rig.log, /"place":12/);
  assert.doesNotMatch(rig.log, /99/);
  assert.deepEqual(await rig.video(), { id: 'v', title: 'u', views: 5, place: 99 });
  const again = await rig.again();
  assert.deepEqual(await again.video(), { id: 'v', title: 'u', views: 0, place: 12 });
  await again.stop();
});

test('a client is never told that nothing has changed when it has', async () => {
  const rig = await Rig.withVideo();
  const { etag = '' } = (await rig.send('GET', '/v')).headers;
  await rig.send('PATCH', '/v', { views: 6 });
  const read = await rig.send('GET', '/v', undefined, { 'if-none-match': etag });
  assert.equal(read.status, 200);
  assert.match(read.text, /"views":6/);
  await rig.stop();
});

test('changes that meet do not undo each other, and a deletion forgets', async () => {
  const rig = await Rig.withVideo();
  await Promise.all([
    rig.send('PATCH', '/v', { title: 'u', views: 8 }),
    rig.send('PATCH', '/v', { place: 3 }),
    rig.send('PATCH', '/v', { title: 'w' }),
  ]);
  assert.deepEqual(await rig.video(), { id: 'v', title: 'w', views: 8, place: 3 });
  await rig.send('DELETE', '/v');
  await rig.send('POST', '', { id: 'v', title: 'new' });
  assert.deepEqual(await rig.video(), { id: 'v', title: 'new', views: 0, place: 0 });
  await rig.stop();
});

test('what is refused changes nothing in memory either (INV-9)', async () => {
  const rig = await Rig.withVideo();
  const bulk = {
    update: [
      { id: 'v', views: 9 },
      { id: 'nobody', views: 1 },
    ],
  };
  assert.equal((await rig.send('POST', '/bulk', bulk)).status, 404);
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
  rig.disk.faults = (operation, path) =>
    operation === 'write' && path === LOG ? Promise.reject(full) : undefined;
  const patch: Command = {
    kind: 'merge',
    model: 'videos',
    id: 'v',
    patch: { title: 'u', views: 9 },
  };
  for (const attempt of [() => rig.node.execute(patch), () => rig.node.executeAll([patch])])
    await assert.rejects(attempt, (error: LithairError) => error.code === 'disk_full');
  assert.deepEqual(await rig.video(), { id: 'v', title: 't', views: 5, place: 0 });
  rig.disk.faults = () => undefined;
  await rig.stop();
});
