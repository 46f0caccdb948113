import type { Command } from '../engine/command';
import { decide } from '../engine/decide';
import type { DedupIndex } from '../engine/dedup-index';
import type { EventDraft, LoggedEvent, RequestIdentity } from '../engine/event';
import { eventIdOf } from '../engine/event-kind';
import type { Undo } from '../engine/overlay';
import type { StateEngine } from '../engine/state-engine';
import type { Heard, ViewTables } from '../engine/views/view-tables';
import { LithairError, withDetails, type ErrorDetails } from '../errors/lithair-error';
import type { EventLog } from '../storage/log/event-log';
import { Deduplicator, type Done } from './deduplicator';
import { Frontier } from './frontier';
import type { HybridClock } from './hybrid-clock';
import { jsonAfter, Staging } from './staging';

/** A command of a bulk and where it stands in the request, for a refusal. */
export interface BulkCommand {
  readonly command: Command;
  readonly at: ErrorDetails;
}

/** One step of what a client asks for: a command, or an event of the application's own. */
export type BulkStep = BulkCommand | { readonly emitted: EventDraft };

/** A request that left no event. */
interface Unchanged {
  /** Last event that was decided before it. */
  readonly seq: number;
  readonly done: Done;
}

/** What the writer works on. */
export interface WriterParts {
  readonly engine: StateEngine;
  readonly dedup: DedupIndex;
  readonly log: EventLog;
  readonly clock: HybridClock;
  /** Last event of the log. */
  readonly lastSeq: number;
  /** Bound of the requests that wait for another with the same key. */
  readonly waitingMax: number;
  /** The state has reached these events, all of a transaction. */
  readonly onCommit: (events: readonly LoggedEvent[]) => void;
}

/**
 * The single writer: decides a command on what is and what is already decided, puts the facts in
 * the log and, once they are acknowledged, in the state. All of a decision happens in one
 * synchronous step, so no two commands race.
 */
export class Writer {
  readonly #engine: StateEngine;
  readonly #dedup: DedupIndex;
  readonly #deduplicator: Deduplicator;
  readonly #log: EventLog;
  readonly #clock: HybridClock;
  readonly #onCommit: WriterParts['onCommit'];
  readonly #frontier: Frontier;
  /** Absent when no view is declared. */
  readonly #views: ViewTables | undefined;
  readonly #waitingMax: number;
  /** Requests that changed nothing, and what was decided before them, in order. */
  #unchanged: Unchanged[] = [];
  #isTransacting = false;
  /** Last event that was decided, and last one that was acknowledged. */
  #lastSeq: number;
  #committedSeq: number;

  constructor({ engine, dedup, log, clock, lastSeq, waitingMax, onCommit }: WriterParts) {
    this.#engine = engine;
    this.#dedup = dedup;
    this.#deduplicator = new Deduplicator(dedup, waitingMax);
    this.#onCommit = onCommit;
    this.#log = log;
    this.#clock = clock;
    this.#lastSeq = lastSeq;
    this.#committedSeq = lastSeq;
    this.#waitingMax = waitingMax;
    this.#frontier = new Frontier(engine);
    this.#views = engine.withStateMut(({ projections }) => projections);
  }

  /** See `Deduplicator.recall`. */
  recall(request: RequestIdentity, done: Done): boolean {
    return this.#deduplicator.recall(request, done);
  }

  /**
   * One command, one event; none when it changes nothing, and several when a deletion takes others
   * with it. `done` is called once, at the durability level of the log.
   * @param request has at most one effect, however often it is submitted (INV-6).
   */
  submit(command: Command, done: Done, request?: RequestIdentity): void {
    if (request !== undefined && this.recall(request, done)) return;
    if (this.#frontier.hasWake(command)) {
      this.submitAll([{ command, at: {} }], done, request);
      return;
    }
    const lastSeq = this.#lastSeq;
    let event: LoggedEvent;
    let undos: Undo[] | undefined;
    try {
      this.#admit();
      const { model, ahead } = this.#frontier.of(command.model);
      const draft = decide(this.#frontier.views, model, command);
      if (draft.held !== undefined) ahead.hold(draft.id, draft.held, (undos = []));
      // With a key there is something to put on record: the key.
      if (draft.isUnchanged && request === undefined) {
        this.#answerUnchanged(done);
        return;
      }
      event = this.#stamp(draft, 0, request);
      this.#project([{ event, before: draft.before }]);
      ahead.lay(draft.id, event.seq, jsonAfter(draft));
    } catch (error) {
      this.#lastSeq = lastSeq;
      for (const undo of undos ?? []) undo();
      done(error as Error, []);
      return;
    }
    this.#append([event], done, request, undos);
  }

  /** An event of the application's own: nothing but the views can refuse it. */
  emit(draft: EventDraft, done: Done, request?: RequestIdentity): void {
    if (request !== undefined && this.recall(request, done)) return;
    this.transact((staging) => staging.take(draft), done, request);
  }

  /** Several commands and own events, all or nothing. A refusal names the one at fault. */
  submitAll(steps: readonly BulkStep[], done: Done, request?: RequestIdentity): void {
    if (request !== undefined && this.recall(request, done)) return;
    const addAll = (staging: Staging): void => {
      for (const step of steps) {
        if ('emitted' in step) {
          staging.take(step.emitted);
          continue;
        }
        try {
          staging.add(step.command);
        } catch (error) {
          throw error instanceof LithairError ? withDetails(error, step.at) : error;
        }
      }
    };
    this.transact(addAll, done, request);
  }

  /**
   * Runs `work` as one transaction: what it adds is decided as it is added, nothing else is decided
   * meanwhile, and nothing of it stays when it throws.
   */
  transact(
    work: (staging: Staging, frontier: Frontier) => void,
    done: Done,
    request?: RequestIdentity,
  ): void {
    const lastSeq = this.#lastSeq;
    const staging = new Staging(this.#frontier, lastSeq);
    let events: readonly LoggedEvent[];
    try {
      this.#admit();
      this.#alone(() => work(staging, this.#frontier));
      events = this.#stampAll(staging, request);
    } catch (error) {
      this.#lastSeq = lastSeq;
      staging.abandon();
      done(error as Error, []);
      return;
    }
    if (events.length === 0) this.#answerUnchanged(done);
    else this.#append(events, done, request, staging.holds);
  }

  /**
   * Nothing is written. What the answer shows may still be on its way to the log: it waits for all
   * that was decided before (INV-5).
   */
  #answerUnchanged(done: Done): void {
    if (this.#committedSeq === this.#lastSeq) done(undefined, []);
    else this.#unchanged.push({ seq: this.#lastSeq, done });
  }

  #settleUnchanged(error?: Error): void {
    const reached = this.#unchanged.findIndex(({ seq }) => seq > this.#committedSeq);
    const count = error === undefined && reached >= 0 ? reached : this.#unchanged.length;
    for (const { done } of this.#unchanged.splice(0, count)) done(error, []);
  }

  /** A bound is checked before anything is decided or taken (INV-8). */
  #admit(): void {
    if (this.#isTransacting)
      throw new Error('inside a transaction or a reducer, use what it is given');
    const refusal = this.#log.refusal();
    if (refusal !== undefined) throw refusal;
    if (this.#unchanged.length >= this.#waitingMax) {
      const message = `${this.#unchanged.length} requests wait for what is before them: retry later`;
      throw new LithairError('overloaded', message);
    }
  }

  /** Runs the application's code within a decision: nothing else is decided meanwhile. */
  #alone(run: () => void): void {
    this.#isTransacting = true;
    try {
      run();
    } finally {
      this.#isTransacting = false;
    }
  }

  /** @throws {LithairError} `view_failed`: what a view cannot take is never put on record. */
  #project(heard: readonly Heard[]): void {
    const views = this.#views;
    if (views !== undefined) this.#alone(() => views.decide(heard));
  }

  /**
   * Gives the facts of a transaction their places in the log.
   * @throws {LithairError} `view_failed`.
   */
  #stampAll(staging: Staging, request: RequestIdentity | undefined): readonly LoggedEvent[] {
    // With a key there is something to put on record: the key.
    const isKeyOnly = request !== undefined && staging.drafts.length === 0;
    const drafts = isKeyOnly ? staging.unchanged : staging.drafts;
    let txLeft = drafts.length;
    const heard = drafts.map((draft, index): Heard => {
      const event = this.#stamp(draft, (txLeft -= 1), index === 0 ? request : undefined);
      return { event, before: draft.before };
    });
    this.#project(heard);
    return heard.map(({ event }) => event);
  }

  /** Gives a fact its place in the log. */
  #stamp(draft: EventDraft, txLeft: number, request: RequestIdentity | undefined): LoggedEvent {
    const { singular, type, verb, id, changed, payload } = draft;
    const seq = (this.#lastSeq += 1);
    const eventId = eventIdOf(singular, id, verb, seq);
    const timestamp = this.#clock.next();
    return { seq, type, eventId, aggregateId: id, timestamp, txLeft, request, changed, payload };
  }

  /** @param undos for what was done beside the log. */
  #append(
    events: readonly LoggedEvent[],
    done: Done,
    request: RequestIdentity | undefined,
    undos: readonly Undo[] = [],
  ): void {
    const settled = request === undefined ? done : this.#deduplicator.begin(request, done);
    this.#log.append(events, (error) => {
      if (error === undefined) {
        for (const event of events) this.#commit(event);
        this.#onCommit(events);
      } else if (isWithoutTrace(error)) {
        this.#rollBack();
        for (const undo of undos.toReversed()) undo();
      }
      settled(error, events);
      if (this.#unchanged.length > 0) this.#settleUnchanged(error);
    });
  }

  /**
   * The log kept nothing of what is not acknowledged, and takes nothing more for now: the next
   * decision stands on what is committed, and its sequence number follows that (INV-3).
   */
  #rollBack(): void {
    this.#lastSeq = this.#committedSeq;
    this.#frontier.clear();
    this.#views?.clear();
  }

  /** Acknowledged: readers may see it now, not before (INV-5), and its key is taken (INV-6). */
  #commit(event: LoggedEvent): void {
    this.#engine.applyEvent(event);
    this.#dedup.apply(event);
    this.#frontier.settle(event);
    this.#committedSeq = event.seq;
  }
}

/** See `Settle`: of all failures only this one says that nothing is on record. */
const isWithoutTrace = (error: Error): boolean =>
  error instanceof LithairError && error.code === 'disk_full';
