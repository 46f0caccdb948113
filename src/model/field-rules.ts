/**
 * Everything that can be declared of one field, beside what it may hold: how it is kept, how it
 * changes, who sees it. Each attribute is enforced, or the start is refused (`invalid_model`).
 * The groups and their names are those of the specification, system-overview.md.
 */
export interface FieldRules {
  readonly db?: DbRules;
  readonly lifecycle?: LifecycleRules;
  readonly http?: HttpRules;
  readonly persistence?: PersistenceRules;
  readonly permission?: PermissionRules;
}

/** Constraints between records. */
export interface DbRules {
  /** Only `id` can be; saying so is optional. */
  readonly primaryKey?: true;
  /** No two records hold the same value. `null` and nothing are not values. */
  readonly unique?: boolean;
  /** Queries on it are free: equality in O(1), ranges in O(log n). */
  readonly indexed?: boolean;
  /** `null` is allowed, and stands for a field that is left out. */
  readonly nullable?: boolean;
  /** JSON value of a field that is left out. */
  readonly default?: unknown;
  /** Name of the model whose identifiers it holds: there is always such a record. */
  readonly references?: string;
  /**
   * What deleting the record it names does: refuses (`restrict`, the default), deletes this record
   * too (`cascade`), or puts `null` here (`setNull`; the field is `nullable`).
   */
  readonly onDelete?: OnDelete;
}

export type OnDelete = 'restrict' | 'cascade' | 'setNull';

/** How a value changes, and how much of its past is kept. */
export interface LifecycleRules {
  /** Set when the record is created, never changed. */
  readonly immutable?: boolean;
  /** Every change is kept in the history with who made it: `history: 'full'` with a name. */
  readonly audited?: boolean;
  /** How many of its last values the history keeps, the present one included. */
  readonly versions?: number;
  /** All values, or none. What is not said is not kept. */
  readonly history?: 'full' | 'never';
  /** Past values older than this are forgotten. */
  readonly retentionDays?: number;
}

/** What a client of the API may do with it. */
export interface HttpRules {
  /** False: neither shown nor accepted; the application alone uses it. */
  readonly expose?: boolean;
  /** One more rule than the schema, for a value that is there: the reason of a refusal, if any. */
  readonly validate?: (value: never) => string | undefined;
  /** Shown, not accepted. */
  readonly readOnly?: boolean;
  /** Accepted, never shown. */
  readonly writeOnly?: boolean;
}

/** How it reaches the disk and other nodes. */
export interface PersistenceRules {
  /** Never in the log: a restart forgets it. It has a `default` or is optional. */
  readonly memoryOnly?: boolean;
  /** False: a change of it alone is not written; the next event of the record carries it. */
  readonly autoPersist?: boolean;
  /** As `lifecycle.history: 'full'`. */
  readonly trackHistory?: boolean;
  /** Recorded for the cluster. */
  readonly replicate?: boolean;
  /** Recorded for the cluster. */
  readonly noReplication?: boolean;
}

/** Names of permissions, recorded for the security layer. */
export interface PermissionRules {
  readonly read?: string;
  readonly write?: string;
}
