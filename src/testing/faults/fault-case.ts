import assert from 'node:assert/strict';
import type { Command } from '../../engine/command';
import { LithairError } from '../../errors/lithair-error';
import type { Durability } from '../../storage/log/event-log';
import { FAULT_CODES, failDisk, retriedSync, type Asked, type Fault } from './fault-plan';
import { liveOn, type Life, type LifeSettings } from './life';
import { schemaOf } from '../../model/schema/model-schema';
import { REFERENCE_MODELS } from '../../reference/models';
import { MemoryDisk, type Operation } from '../memory-disk';
import { assertSurvives } from './survivors';
import { openNode } from '../open-node';
import { DATA, LOG, writeLog } from '../sample-log';
import { seeded } from '../test-environment';

/** `unsynced`: the life before ended with a sync that failed, and the page cache is still there. */
export const STARTS = ['empty', 'clean', 'torn', 'unsynced'] as const;
export type Start = (typeof STARTS)[number];

const article = (id: string): Command => {
  return { kind: 'create', model: 'articles', value: { id, title: id, content: 'c'.repeat(400) } };
};
const user = (id: string): Command => {
  return { kind: 'create', model: 'users', value: { id, email: `${id}@example.com`, name: id } };
};

/** Singles and transactions; what one of them makes, no other needs. */
const TRANSACTIONS: readonly (readonly Command[])[] = [
  [article('s1')],
  [user('u1')],
  [article('t1'), user('u2'), article('t2')],
  [article('s2')],
  [
    user('u3'),
    { kind: 'merge', model: 'users', id: 'u3', patch: { name: 'x' } },
    { kind: 'remove', model: 'users', id: 'u3' },
  ],
  [article('s3')],
  [article('t3'), article('t4'), article('t5'), article('t6'), article('t7')],
  [user('u4')],
  [article('s4')],
];

export async function diskOf(start: Start): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  if (start === 'empty') return disk;
  // Of the models that are served: a start rolls nothing, so faults strike what they always did.
  const schema = schemaOf(REFERENCE_MODELS);
  await writeLog(disk, SYNCED, { perBatch: 2, close: start !== 'torn', schema });
  if (start === 'torn') disk.put(LOG, Buffer.concat([disk.content(LOG), Buffer.from(TORN)]));
  if (start === 'unsynced') {
    disk.faults = (operation, file) => {
      if (operation !== 'sync' || file !== LOG || !disk.content(LOG).includes('"before"')) return;
      throw Object.assign(new Error('EIO'), { code: 'EIO' });
    };
    const node = await openNode(disk);
    await node.execute(article('before')).catch(() => undefined);
    await node.close().catch(() => undefined);
    disk.faults = () => undefined;
  }
  return disk.afterKill();
}

/** Events that a start finds, and how many of them nothing may take away. */
const SYNCED = 5;
const foundBy = (start: Start): number =>
  start === 'empty' ? 0 : start === 'unsynced' ? SYNCED + 1 : SYNCED;
const assuredBy = (start: Start): number => (start === 'empty' ? 0 : SYNCED);

const TORN = '12ab34cd:{"seq":6,"event_ty';

/** One life: where it starts, at which level, and what befalls the disk. */
export interface Case {
  readonly durability: Durability;
  readonly start: Start;
  readonly fault: Fault;
  /** The disk has no room for a while, whatever else befalls it: see `fullForAWhile`. */
  readonly isFull: boolean;
  /** Segments of a few events, snapshots between them, and compaction behind those. */
  readonly isBusy: boolean;
}

const settingsOf = ({ durability, isBusy, fault }: Case): LifeSettings => ({
  durability,
  encoding: isBusy && fault.at % 2 === 1 ? 'binary' : 'json',
  hashChain: isBusy && fault.at % 3 === 0,
  segmentBytes: isBusy ? 1500 : 64 * 1024 * 1024,
  snapshotEvery: isBusy ? 7 : 0,
  compaction: isBusy ? 'archive' : 'off',
});

export type Images = Map<Start, MemoryDisk>;

export const imageOf = (images: Images, start: Start): MemoryDisk =>
  (images.get(start) as MemoryDisk).afterKill();

const NO_ROOM: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];
/** Strikes nothing: operations are counted from 1. */
export const NO_FAULT: Fault = { at: 0, code: 'EIO', span: 'once' };

const seedOf = ({ fault }: Case): number => fault.at * 31 + FAULT_CODES.indexOf(fault.code);

interface Outcome {
  readonly disk: MemoryDisk;
  readonly asked: readonly Asked[];
  readonly run: Life;
}

/**
 * No room for the first batch that the node is given, nor for a later one, nor in the first looks
 * for room after each.
 */
function fullForAWhile(): (operation: string, file: string) => string | undefined {
  let batches = 0;
  let looks = 0;
  let isOpen = false;
  return (operation, file) => {
    // What is written before the log is synced for the first time is recovery's.
    if (operation === 'sync' && file === LOG) isOpen = true;
    if (operation !== 'write' || !isOpen) return undefined;
    if (file === LOG) return [1, 3].includes((batches += 1)) ? 'ENOSPC' : undefined;
    if (file === `${LOG}.probe`) return (looks += 1) % 3 === 0 ? undefined : 'ENOSPC';
    return undefined;
  };
}

export async function outcomeOf(disk: MemoryDisk, each: Case): Promise<Outcome> {
  const random = seeded(seedOf(each));
  disk.shortWrite = (bytes) => Math.floor(random() * bytes);
  const asked = failDisk(disk, each.fault, {
    ...(each.isFull && { base: fullForAWhile() }),
    ...(seedOf(each) % 2 === 1 && { turns: () => Math.floor(random() * 4) }),
  });
  return { disk, asked, run: await liveOn(disk, settingsOf(each), TRANSACTIONS) };
}

const DOCUMENTED = ['disk_full', 'disk_failed', 'outcome_unknown'];

function assertDocumented(error: unknown, codes: readonly string[]): void {
  assert.ok(error instanceof LithairError, `an untyped error: ${String(error)}`);
  assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`);
}

/** A file that is made anew when it could not be synced. */
const isThrownAway = (file: string): boolean => /\.(tmp|probe)$/.test(file);

/** What must hold while the process lives. */
function assertLife({ asked, run }: Outcome, before: number): void {
  assert.equal(retriedSync(asked), undefined, 'a failed sync was followed by another');
  for (const { events, outcomes } of run.handed)
    assert.equal(
      outcomes.length,
      1,
      `event ${events[0]?.seq} was settled ${outcomes.length} times`,
    );
  for (const refusal of run.refusals) assertDocumented(refusal, DOCUMENTED);
  run.acknowledged.forEach(({ seq }, index) =>
    assert.equal(seq, before + index + 1, 'dense acknowledgements'),
  );
  assert.ok(run.failures.length <= 1, 'the owner is told once');
  const hasFailedSync = asked.some(
    ({ operation, failed, file }) => operation === 'sync' && failed && !isThrownAway(file),
  );
  if (run.openError !== undefined) {
    assertDocumented(run.openError, ['disk_full', 'disk_failed']);
    return;
  }
  const lastSeq = run.node?.withState((state) => state.lastSeq);
  assert.equal(lastSeq, before + run.acknowledged.length, 'readers see what is acknowledged');
  if (run.closeError !== undefined) assertDocumented(run.closeError, ['disk_full', 'disk_failed']);
  if (hasFailedSync)
    assert.ok(run.closeError !== undefined, 'a failed sync, and all is said to be well');
}

/** What must hold after it, whatever ended it. */
async function assertSurvivors(each: Case, { disk, run, asked }: Outcome): Promise<void> {
  disk.faults = () => undefined;
  await (await disk.lock(DATA)).release();
  const { durability } = each;
  const random = seeded(seedOf(each));
  const isClosed = run.openError === undefined && run.closeError === undefined;
  const killed = durability === 'memory' && !isClosed ? [] : run.acknowledged;
  const cut = durability === 'disk' || isClosed ? run.acknowledged : [];
  const survivors = { killed: disk.afterKill(), cut: disk.afterPowerLoss(random) };
  const counts = { before: foundBy(each.start), assured: assuredBy(each.start) };
  const isMarked = !asked.some(({ file, failed }) => failed && file.endsWith('.failed-sync'));
  await assertSurvives(survivors.killed, run, { ...counts, must: killed, isMarked }, random);
  await assertSurvives(survivors.cut, run, { ...counts, must: cut, isMarked: true }, random);
}

/** What is not tried again, whatever the system said: who would know what was done of it? */
const FINAL: readonly Operation[] = ['sync', 'truncate', 'rename', 'syncDirectory', 'close'];

/** A single failure for want of room passes by itself, unless it struck what cannot be repeated. */
function assertComesBack({ fault }: Case, { asked, run }: Outcome): void {
  const struck = asked[fault.at - 1]?.operation ?? 'sync';
  if (fault.span !== 'once' || !NO_ROOM.includes(fault.code) || run.openError !== undefined) return;
  if (FINAL.includes(struck) || fault.at > run.whileOpen) return;
  assert.equal(run.unanswered, 0, 'transactions that were never acknowledged');
  assert.equal(run.writable, run.readOnly, 'it is writable again');
}

/** @throws with the case in words, when it is not as it must be. */
export async function check(each: Case, images: Images): Promise<void> {
  const outcome = await outcomeOf(imageOf(images, each.start), each);
  try {
    assertLife(outcome, foundBy(each.start));
    assertComesBack(each, outcome);
    await assertSurvivors(each, outcome);
  } catch (error) {
    const { operation, file } = outcome.asked[each.fault.at - 1] ?? {};
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    assert.fail(`${JSON.stringify(each)} (${operation} ${file}): ${reason}`);
  }
}

/** The same life without the fault: how many operations there are to strike. */
export async function operationsOf(each: Case, images: Images): Promise<number> {
  const { asked, run } = await outcomeOf(imageOf(images, each.start), each);
  assert.deepEqual([run.openError, run.closeError, run.unanswered], [undefined, undefined, 0]);
  assert.equal(run.writable, run.readOnly);
  assert.equal(run.readOnly > 0, each.isFull, 'it was full');
  return asked.length;
}
