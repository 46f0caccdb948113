/** One value of a view. Never changes once made. */
export interface ViewEntry<V = unknown> {
  readonly key: string;
  /** JSON, frozen. */
  readonly value: V;
  /** The event that made it so. */
  readonly seq: number;
}

/** A view at one instant, for a snapshot. */
export interface FrozenView {
  readonly name: string;
  /** The last event that changed it. */
  readonly seq: number;
  readonly entries: readonly ViewEntry[];
}
