import type { Command } from '../engine/command';
import type { Views } from '../engine/decide';
import type { LoggedEvent } from '../engine/event';
import { Overlay } from '../engine/overlay';
import { planRemoval, referrersOf, type Referrer } from '../engine/plan-removal';
import type { StateEngine } from '../engine/state-engine';
import { LithairError } from '../errors/lithair-error';
import type { EventDefinition } from '../model/define-event';
import type { Model } from '../model/model';

/** A model, and what was decided of it but is not committed yet. */
interface Ahead {
  readonly model: Model;
  readonly ahead: Overlay;
}

/** What is decided and not committed yet, of all models: where the next decision stands. */
export class Frontier {
  /** What a decision may look at. */
  readonly views: Views = (name) => this.of(name).ahead;
  /** @throws {LithairError} `route_not_found` when no own event has this name. */
  readonly event: (name: string) => EventDefinition;
  readonly #models = new Map<string, Ahead>();
  readonly #overlayOf = new Map<string, Overlay>();
  readonly #referrers: ReadonlyMap<string, readonly Referrer[]>;

  constructor(engine: StateEngine) {
    this.event = (name) => engine.withState((state) => state.event(name));
    this.#referrers = engine.withStateMut((state) => {
      for (const model of state.models) {
        const ahead = new Overlay(state.collection(model.name));
        this.#models.set(model.name, { model, ahead });
        const { created, updated, deleted } = model.eventTypes;
        for (const type of [created, updated, deleted]) this.#overlayOf.set(type, ahead);
      }
      return referrersOf(state.models);
    });
  }

  /** @throws {LithairError} `route_not_found` when no model has this name. */
  of(name: string): Ahead {
    const found = this.#models.get(name);
    if (found === undefined) throw new LithairError('route_not_found', `no model is named ${name}`);
    return found;
  }

  /** Whether a command may entail others. */
  hasWake({ kind, model }: Command): boolean {
    return kind === 'remove' && this.#referrers.has(model);
  }

  /**
   * A command with what it entails, in an order in which each may happen.
   * @throws {LithairError} see `planRemoval`.
   */
  inFull(command: Command): readonly Command[] {
    if (command.kind !== 'remove' || !this.#referrers.has(command.model)) return [command];
    return planRemoval(this.of(command.model).model, this.views, this.#referrers, command);
  }

  /** The committed records include the event now. */
  settle(event: LoggedEvent): void {
    this.#overlayOf.get(event.type)?.settle(event);
  }

  /** Takes back all that is not committed. */
  clear(): void {
    for (const { ahead } of this.#models.values()) ahead.clear();
  }
}
