import type { Command } from '../engine/command';
import { decide } from '../engine/decide';
import type { EventDraft } from '../engine/event';
import type { Undo } from '../engine/overlay';
import type { Frontier } from './frontier';

/** The decisions of one transaction: each sees those before it, and all can be taken back. */
export class Staging {
  readonly #frontier: Frontier;
  readonly #drafts: EventDraft[] = [];
  readonly #unchanged: EventDraft[] = [];
  readonly #undos: Undo[] = [];
  readonly #holds: Undo[] = [];
  #seq: number;

  /** @param lastSeq of the last event that was decided. */
  constructor(frontier: Frontier, lastSeq: number) {
    this.#frontier = frontier;
    this.#seq = lastSeq;
  }

  /** What is to be put on record. */
  get drafts(): readonly EventDraft[] {
    return this.#drafts;
  }

  /** What was asked for and is so already. */
  get unchanged(): readonly EventDraft[] {
    return this.#unchanged;
  }

  /** For what was done beside the log: see `Overlay.hold`. */
  get holds(): readonly Undo[] {
    return this.#holds;
  }

  /** @throws {LithairError} the refusals of `decide` and `planRemoval`: then `abandon` it. */
  add(command: Command): void {
    for (const each of this.#frontier.inFull(command)) {
      const { model, ahead } = this.#frontier.of(each.model);
      const draft = decide(this.#frontier.views, model, each);
      if (draft.held !== undefined) ahead.hold(draft.id, draft.held, this.#holds);
      if (draft.isUnchanged) {
        this.#unchanged.push(draft);
        continue;
      }
      this.#seq += 1;
      ahead.lay(draft.id, this.#seq, jsonAfter(draft), this.#undos);
      this.#drafts.push(draft);
    }
  }

  /** An event of the application's own: it changes no record. */
  take(draft: EventDraft): void {
    this.#seq += 1;
    this.#drafts.push(draft);
  }

  /** Takes everything back: it never was (INV-9). */
  abandon(): void {
    for (const undo of [...this.#undos.reverse(), ...this.#holds.reverse()]) undo();
  }
}

/** The text of a record after an event; `undefined` when it is gone. */
export const jsonAfter = ({ verb, payload }: EventDraft): string | undefined =>
  verb === 'delete' ? undefined : payload;
