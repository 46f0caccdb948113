import type { Command } from '../engine/command';
import { decide, type Views } from '../engine/decide';
import { planRemoval, referrersOf, type Referrer } from '../engine/plan-removal';
import type { DedupIndex } from '../engine/dedup-index';
import type { EventDraft, LoggedEvent, RequestIdentity } from '../engine/event';
import { eventIdOf } from '../engine/event-kind';
import { Overlay, type Undo } from '../engine/overlay';
import type { StateEngine } from '../engine/state-engine';
import { LithairError, withDetails, type ErrorDetails } from '../errors/lithair-error';
import type { Model } from '../model/model';
import type { EventLog } from '../storage/log/event-log';
import { Deduplicator, type Done } from './deduplicator';
import type { HybridClock } from './hybrid-clock';

/** A command of a bulk and where it stands in the request, for a refusal. */
export interface BulkCommand {
  readonly command: Command;
  readonly at: ErrorDetails;
}

/** A model, and what was decided of it but is not committed yet. */
interface Ahead {
  readonly model: Model;
  readonly ahead: Overlay;
}

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
  /** The state has reached an event, with all of its transaction. */
  readonly onCommit: (seq: number) => void;
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
  readonly #onCommit: (seq: number) => void;
  readonly #models = new Map<string, Ahead>();
  readonly #overlayOf = new Map<string, Overlay>();
  readonly #referrers: ReadonlyMap<string, readonly Referrer[]>;
  readonly #views: Views = (name) => this.#of(name).ahead;
  readonly #waitingMax: number;
  /** Requests that changed nothing, and what was decided before them, in order. */
  #unchanged: Unchanged[] = [];
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
    this.#referrers = engine.withState((state) => referrersOf(state.models));
    engine.withStateMut((state) => {
      for (const model of state.models) {
        const ahead = new Overlay(state.collection(model.name));
        this.#models.set(model.name, { model, ahead });
        const { created, updated, deleted } = model.eventTypes;
        for (const type of [created, updated, deleted]) this.#overlayOf.set(type, ahead);
      }
    });
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
    if (command.kind === 'remove' && this.#referrers.has(command.model)) {
      this.submitAll([{ command, at: {} }], done, request);
      return;
    }
    let event: LoggedEvent;
    let undos: Undo[] | undefined;
    try {
      this.#admit();
      const { model, ahead } = this.#of(command.model);
      const draft = decide(this.#views, model, command);
      if (draft.held !== undefined) ahead.hold(draft.id, draft.held, (undos = []));
      // With a key there is something to put on record: the key.
      if (draft.isUnchanged && request === undefined) {
        this.#answerUnchanged(done);
        return;
      }
      event = this.#stamp(draft, 0, request);
      ahead.lay(draft.id, event.seq, jsonAfter(draft));
    } catch (error) {
      done(error as Error, []);
      return;
    }
    this.#append([event], done, request, undos);
  }

  /** Several commands, all or nothing. A refusal names the position of what caused it. */
  submitAll(commands: readonly BulkCommand[], done: Done, request?: RequestIdentity): void {
    if (request !== undefined && this.recall(request, done)) return;
    const holds: Undo[] = [];
    let drafts: readonly EventDraft[];
    try {
      this.#admit();
      const decided = this.#decideAll(commands, holds);
      const changing = decided.filter(({ isUnchanged }) => !isUnchanged);
      drafts = request === undefined || changing.length > 0 ? changing : decided;
    } catch (error) {
      done(error as Error, []);
      return;
    }
    let txLeft = drafts.length;
    const events = drafts.map((draft, index) =>
      this.#stamp(draft, (txLeft -= 1), index === 0 ? request : undefined),
    );
    if (events.length === 0) this.#answerUnchanged(done);
    else this.#append(events, done, request, holds);
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

  #of(name: string): Ahead {
    const found = this.#models.get(name);
    if (found === undefined) throw new LithairError('route_not_found', `no model is named ${name}`);
    return found;
  }

  /** A bound is checked before anything is decided or taken (INV-8). */
  #admit(): void {
    const refusal = this.#log.refusal();
    if (refusal !== undefined) throw refusal;
    if (this.#unchanged.length >= this.#waitingMax) {
      const message = `${this.#unchanged.length} requests wait for what is before them: retry later`;
      throw new LithairError('overloaded', message);
    }
  }

  /** Each command sees those before it; a refusal half-way takes them back (INV-9). */
  #decideAll(commands: readonly BulkCommand[], holds: Undo[]): readonly EventDraft[] {
    const undos: Undo[] = [];
    let version = this.#lastSeq;
    return commands.flatMap(({ command, at }) => {
      try {
        return this.#inFull(command).map((each) => {
          const { model, ahead } = this.#of(each.model);
          const draft = decide(this.#views, model, each);
          if (draft.held !== undefined) ahead.hold(draft.id, draft.held, holds);
          if (draft.isUnchanged) return draft;
          version += 1;
          ahead.lay(draft.id, version, jsonAfter(draft), undos);
          return draft;
        });
      } catch (error) {
        for (const undo of [...undos.reverse(), ...holds.reverse()]) undo();
        throw error instanceof LithairError ? withDetails(error, at) : error;
      }
    });
  }

  /** A command with what it entails. */
  #inFull(command: Command): readonly Command[] {
    if (command.kind !== 'remove' || !this.#referrers.has(command.model)) return [command];
    return planRemoval(this.#views, this.#referrers, command);
  }

  /** Gives a fact its place in the log. */
  #stamp(draft: EventDraft, txLeft: number, request: RequestIdentity | undefined): LoggedEvent {
    const { singular, type, verb, id, payload } = draft;
    const seq = (this.#lastSeq += 1);
    const eventId = eventIdOf(singular, id, verb, seq);
    const timestamp = this.#clock.next();
    return { seq, type, eventId, aggregateId: id, timestamp, txLeft, request, payload };
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
        this.#onCommit((events.at(-1) as LoggedEvent).seq);
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
    for (const { ahead } of this.#models.values()) ahead.clear();
  }

  /** Acknowledged: readers may see it now, not before (INV-5), and its key is taken (INV-6). */
  #commit(event: LoggedEvent): void {
    this.#engine.applyEvent(event);
    this.#dedup.apply(event);
    this.#overlayOf.get(event.type)?.settle(event);
    this.#committedSeq = event.seq;
  }
}

/** See `Settle`: of all failures only this one says that nothing is on record. */
const isWithoutTrace = (error: Error): boolean =>
  error instanceof LithairError && error.code === 'disk_full';

const jsonAfter = ({ verb, payload }: EventDraft): string | undefined =>
  verb === 'delete' ? undefined : payload;
