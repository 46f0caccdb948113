import { decide } from '../engine/decide';
import type { Command } from '../engine/command';
import type { EventDraft, LoggedEvent } from '../engine/event';
import { Overlay, viewOf } from '../engine/overlay';
import type { StateEngine } from '../engine/state-engine';
import { LithairError, withDetails, type ErrorDetails } from '../errors/lithair-error';
import type { Model } from '../model/model';
import type { EventLog } from '../storage/event-log';
import type { HybridClock } from './hybrid-clock';

/** What became of a command: the events that are now acknowledged, or why not. */
export type Done = (error: Error | undefined, events: readonly LoggedEvent[]) => void;

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

/**
 * The single writer: decides a command on what is and what is already decided, puts the facts in
 * the log and, once they are acknowledged, in the state. All of a decision happens in one
 * synchronous step, so no two commands race.
 */
export class Writer {
  readonly #engine: StateEngine;
  readonly #log: EventLog;
  readonly #clock: HybridClock;
  readonly #models = new Map<string, Ahead>();
  readonly #overlayOf = new Map<string, Overlay>();
  #lastSeq: number;

  /** @param lastSeq last event of the log. */
  constructor(engine: StateEngine, log: EventLog, clock: HybridClock, lastSeq: number) {
    this.#engine = engine;
    this.#log = log;
    this.#clock = clock;
    this.#lastSeq = lastSeq;
    engine.withStateMut((state) => {
      for (const model of state.models) {
        const ahead = new Overlay(viewOf(state.collection(model.name)), model.uniqueFields);
        this.#models.set(model.name, { model, ahead });
        for (const type of Object.values(model.eventTypes))
          this.#overlayOf.set(type as string, ahead);
      }
    });
  }

  /** One command, one event. `done` is called once, at the durability level of the log. */
  submit(command: Command, done: Done): void {
    let event: LoggedEvent;
    try {
      this.#admit();
      const { model, ahead } = this.#of(command.model);
      event = this.#stamp(decide(ahead, model, command), model, 0);
      ahead.lay(event.aggregateId, event.seq, jsonAfter(event, model));
    } catch (error) {
      done(error as Error, []);
      return;
    }
    this.#append([event], done);
  }

  /**
   * Several commands, all or nothing. A refusal names the position of the command that caused it.
   */
  submitAll(commands: readonly BulkCommand[], done: Done): void {
    let drafts: EventDraft[];
    try {
      this.#admit();
      drafts = this.#decideAll(commands);
    } catch (error) {
      done(error as Error, []);
      return;
    }
    const events = drafts.map((draft, index) => {
      const { model, ahead } = this.#of(draft.model);
      const event = this.#stamp(draft, model, drafts.length - 1 - index);
      ahead.lay(event.aggregateId, event.seq, jsonAfter(event, model));
      return event;
    });
    if (events.length === 0) done(undefined, []);
    else this.#append(events, done);
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
  }

  /** Decides a transaction on overlays of its own: a refusal half-way leaves no trace (INV-9). */
  #decideAll(commands: readonly BulkCommand[]): EventDraft[] {
    const scratch = new Map<string, Overlay>();
    return commands.map(({ command, at }, index) => {
      const { model, ahead } = this.#of(command.model);
      const view = scratch.get(model.name) ?? new Overlay(ahead, model.uniqueFields);
      scratch.set(model.name, view);
      try {
        const draft = decide(view, model, command);
        view.lay(
          draft.id,
          this.#lastSeq + 1 + index,
          draft.verb === 'delete' ? undefined : draft.payload,
        );
        return draft;
      } catch (error) {
        throw error instanceof LithairError ? withDetails(error, at) : error;
      }
    });
  }

  #stamp(draft: EventDraft, model: Model, txLeft: number): LoggedEvent {
    const seq = (this.#lastSeq += 1);
    return {
      seq,
      type: draft.type,
      eventId: `${model.singular}:${draft.id}:${draft.verb}:${seq}`,
      aggregateId: draft.id,
      timestamp: this.#clock.next(),
      txLeft,
      payload: draft.payload,
    };
  }

  #append(events: readonly LoggedEvent[], done: Done): void {
    this.#log.append(events, (error) => {
      if (error === undefined) for (const event of events) this.#commit(event);
      done(error, events);
    });
  }

  /** Acknowledged: readers may see it now, not before (INV-5). */
  #commit(event: LoggedEvent): void {
    this.#engine.applyEvent(event);
    this.#overlayOf.get(event.type)?.settle(event);
  }
}

const jsonAfter = (event: LoggedEvent, model: Model): string | undefined =>
  event.type === model.eventTypes.deleted ? undefined : event.payload;
