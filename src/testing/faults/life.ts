import type { Settings } from '../../config/settings';
import type { Command } from '../../engine/command';
import type { LoggedEvent } from '../../engine/event';
import { LithairError } from '../../errors/lithair-error';
import type { Lithair } from '../../server';
import type { EventLog } from '../../storage/log/event-log';
import type { MemoryDisk } from '../memory-disk';
import { openNode } from '../open-node';
import { testEnvironment } from '../test-environment';
import { settled, virtualTime, type VirtualTime } from '../virtual-time';

/** Events that were handed to the log in one call, and what became of them. */
export interface Handed {
  readonly events: readonly LoggedEvent[];
  /** Each call back, in order: `undefined` acknowledged. There must be one. */
  readonly outcomes: (Error | undefined)[];
}

/** What was seen of a node that lived on a failing disk. */
export interface Life {
  /** Why it did not open. */
  readonly openError?: unknown;
  readonly node?: Lithair;
  readonly handed: readonly Handed[];
  /** In the order in which they were acknowledged. */
  readonly acknowledged: readonly LoggedEvent[];
  /** Refusals that callers were given, one a try. */
  readonly refusals: readonly unknown[];
  /** Commands that were never acknowledged, though they were tried again after each refusal. */
  readonly unanswered: number;
  readonly failures: readonly LithairError[];
  /** How often it became read-only, and writable again. */
  readonly readOnly: number;
  readonly writable: number;
  /** Operations of the disk before it began to close. */
  readonly whileOpen: number;
  readonly closeError?: unknown;
}

/** How a node is set that lives. */
export type LifeSettings = Pick<
  Settings,
  'durability' | 'encoding' | 'hashChain' | 'segmentBytes' | 'snapshotEvery' | 'compaction'
>;

const WAVES = 16;
const WAVE_TRANSACTIONS = 5;
/** Timers between two waves: enough to flush, to sync, and to look for room a few times. */
const TIMERS_A_WAVE = 6;
const TURNS_A_TIMER = 3;

/** A life: opens, writes in waves, tries again what was refused, closes. */
export async function liveOn(
  disk: MemoryDisk,
  settings: LifeSettings,
  transactions: readonly (readonly Command[])[],
): Promise<Life> {
  const time = virtualTime(testEnvironment());
  const first = disk.trace.length;
  const handed: Handed[] = [];
  const acknowledged: LoggedEvent[] = [];
  const failures: LithairError[] = [];
  const turns = { readOnly: 0, writable: 0 };
  const opening = openNode(
    disk,
    {
      ...settings,
      batchEventsMax: 4,
      onFailure: (error) => failures.push(error),
      onReadOnly: () => (turns.readOnly += 1),
      onWritable: () => (turns.writable += 1),
      ports: { log: (log) => watched(log, handed, acknowledged) },
    },
    time,
  );
  const seen = { handed, acknowledged, failures };
  const node = await settled(opening, time).catch((error: unknown) => ({ openError: error }));
  if ('openError' in node)
    return {
      ...seen,
      ...turns,
      ...node,
      refusals: [],
      unanswered: transactions.length,
      whileOpen: 0,
    };
  const refusals: unknown[] = [];
  const unanswered = await writeAll(node, time, transactions, refusals);
  // A disk that has room again is found out before the node is judged.
  for (let look = 0; look < 8 && turns.readOnly > turns.writable; look += 1)
    await letTimePass(time);
  const whileOpen = disk.trace.length - first;
  const closeError = await settled(node.close(), time).catch((error: unknown) => error);
  return { ...seen, ...turns, node, refusals, unanswered, whileOpen, closeError };
}

function watched(log: EventLog, handed: Handed[], acknowledged: LoggedEvent[]): EventLog {
  return {
    get status() {
      return log.status;
    },
    refusal: () => log.refusal(),
    hasten: () => log.hasten(),
    close: () => log.close(),
    append: (events, settle) => {
      const entry: Handed = { events, outcomes: [] };
      handed.push(entry);
      log.append(events, (error) => {
        entry.outcomes.push(error);
        if (error === undefined) acknowledged.push(...events);
        settle(error);
      });
    },
  };
}

/** @returns how many transactions were never acknowledged. */
async function writeAll(
  node: Lithair,
  time: VirtualTime,
  transactions: readonly (readonly Command[])[],
  refusals: unknown[],
): Promise<number> {
  let pending = transactions;
  let lost = 0;
  for (let wave = 0; wave < WAVES && pending.length > 0; wave += 1) {
    const again: (readonly Command[])[] = [];
    const tried = pending.slice(0, WAVE_TRANSACTIONS).map(async (commands) => {
      try {
        await submit(node, commands);
      } catch (error) {
        refusals.push(error);
        if (isPassing(error)) again.push(commands);
        else lost += 1;
      }
    });
    await settled(Promise.all(tried), time);
    pending = [...again, ...pending.slice(WAVE_TRANSACTIONS)];
    await letTimePass(time);
  }
  return pending.length + lost;
}

function submit(node: Lithair, commands: readonly Command[]): Promise<unknown> {
  const [first] = commands;
  return commands.length === 1 && first !== undefined
    ? node.execute(first)
    : node.executeAll(commands);
}

async function letTimePass(time: VirtualTime): Promise<void> {
  for (let timer = 0; timer < TIMERS_A_WAVE; timer += 1) {
    time.fireNext();
    for (let turn = 0; turn < TURNS_A_TIMER; turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Refusals that promise that nothing was kept, and pass by themselves. */
export const isPassing = (error: unknown): boolean =>
  error instanceof LithairError && (error.code === 'disk_full' || error.code === 'overloaded');
