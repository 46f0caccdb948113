import type { Model } from '../model/model';
import type { LoggedEvent } from './event';
import { TableBackend } from './table-backend';
import { State, type Declarations, type ReadonlyState } from './state';
import type { StateEngineBackend } from './state-engine-backend';

/**
 * The state in memory. Readers go through `withState`, changes through `withStateMut` or, for a
 * fact of the log, `applyEvent`. JavaScript runs one callback at a time, so a reader never meets
 * half a change; callbacks are synchronous for that reason.
 */
export class StateEngine {
  readonly #state: State;

  constructor(
    models: readonly Model[],
    backend: (model: Model) => StateEngineBackend = () => new TableBackend(),
    declarations?: Declarations,
  ) {
    this.#state = new State(models, backend, declarations);
  }

  withState<R>(read: (state: ReadonlyState) => R): R {
    return read(this.#state);
  }

  withStateMut<R>(change: (state: State) => R): R {
    return change(this.#state);
  }

  /** @throws {LithairError} `unknown_event_type`. */
  applyEvent(event: LoggedEvent): void {
    this.#state.apply(event);
  }
}
