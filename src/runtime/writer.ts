import type { Command } from '../engine/command';
import { decide } from '../engine/decide';
import type { EventDraft, LoggedEvent } from '../engine/event';
import { Overlay } from '../engine/overlay';
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
        const ahead = new Overlay(state.collection(model.name));
        this.#models.set(model.name, { model, ahead });
        const { created, updated, deleted } = model.eventTypes;
        for (const type of [created, updated, deleted]) this.#overlayOf.set(type, ahead);
      }
    });
  }

  /** One command, one event. `done` is called once, at the durability level of the log. */
  submit(command: Command, done: Done): void {
    let event: LoggedEvent;
    try {
      this.#admit();
      const { model, ahead } = this.#of(command.model);
      const draft = decide(ahead, model, command);
      event = this.#stamp(draft, 0);
      ahead.lay(draft.id, event.seq, jsonAfter(draft));
    } catch (error) {
      done(error as Error, []);
      return;
    }
    this.#append([event], done);
  }

  /** Several commands, all or nothing. A refusal names the position of what caused it. */
  submitAll(commands: readonly BulkCommand[], done: Done): void {
    let drafts: readonly EventDraft[];
    try {
      this.#admit();
      drafts = this.#decideAll(commands);
    } catch (error) {
      done(error as Error, []);
      return;
    }
    let txLeft = drafts.length;
    const events = drafts.map((draft) => this.#stamp(draft, (txLeft -= 1)));
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

  /** Each command sees those before it; a refusal half-way takes them back (INV-9). */
  #decideAll(commands: readonly BulkCommand[]): readonly EventDraft[] {
    const undos: (() => void)[] = [];
    let version = this.#lastSeq;
    return commands.map(({ command, at }) => {
      try {
        const { model, ahead } = this.#of(command.model);
        const draft = decide(ahead, model, command);
        version += 1;
        ahead.lay(draft.id, version, jsonAfter(draft), undos);
        return draft;
      } catch (error) {
        for (const undo of undos.reverse()) undo();
        throw error instanceof LithairError ? withDetails(error, at) : error;
      }
    });
  }

  /** Gives a fact its place in the log. */
  #stamp({ singular, type, verb, id, payload }: EventDraft, txLeft: number): LoggedEvent {
    const seq = (this.#lastSeq += 1);
    const eventId = `${singular}:${id}:${verb}:${seq}`;
    return { seq, type, eventId, aggregateId: id, timestamp: this.#clock.next(), txLeft, payload };
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

const jsonAfter = ({ verb, payload }: EventDraft): string | undefined =>
  verb === 'delete' ? undefined : payload;
