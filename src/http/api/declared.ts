import type { EventDefinition } from '../../model/define-event';
import type { Model } from '../../model/model';
import type { ViewDefinition } from '../../model/view';

/** What an application declares, and its API follows from. */
export interface Declared {
  readonly models: readonly Model[];
  readonly events?: readonly EventDefinition[] | undefined;
  readonly views?: readonly ViewDefinition[] | undefined;
}
