/**
 * Events of one type, as the reducers of a view hear them: one that an application declares, or a
 * fact of a model (`Order.created`).
 */
export interface EventSource<P = unknown, B = undefined> {
  /** As the log names it: `OrderPlaced`. */
  readonly type: string;
  /** Only for types: what the event says. */
  readonly payload?: P;
  /** Only for types: the record as it was before. */
  readonly before?: B;
}
