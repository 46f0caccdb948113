import type { Lithair, ViewDefinition } from 'lithair';

import type { Limits } from './limits';
import type { Series } from './series';

/** What the routes share. */
export interface IotApp {
  readonly node: Lithair;
  readonly limits: Limits;
  readonly recent: ViewDefinition<Series>;
  /** Where the log is. */
  readonly directory: string;
}
