/**
 * A fact, as it stands in the log. The payload is JSON *text*: the state keeps that very text, so
 * what is served is what was encoded (INV-4), and a read by identifier serialises nothing.
 */
export interface LoggedEvent {
  /** Dense from 1 (INV-3). */
  readonly seq: number;
  /** `ArticleCreated`. */
  readonly type: string;
  /** Unique name of the fact: `article:42:update:57`. */
  readonly eventId: string;
  /** Identifier of the record, or of what an own event is about. */
  readonly aggregateId: string;
  /** Hybrid time in microseconds since 1970; strictly increasing (INV-3). */
  readonly timestamp: number;
  /** Events of the same transaction that follow this one; 0 completes it. */
  readonly txLeft: number;
  /** Present on the first event of a request that had an idempotency key (INV-6). */
  readonly request?: RequestIdentity | undefined;
  /**
   * Fields of the record that an update changed, in declared order: `[]` when it is on record for
   * its key alone. `undefined` for other events, and when nobody knows: the event is of a log of
   * before this was said, was brought to a later version of its model, or is remembered as the
   * answer to a key.
   */
  readonly changed?: readonly string[] | undefined;
  /** The whole record after the event; for a deletion, `{"id":…}`; what an own event says. */
  readonly payload: string;
  /** SHA-256 of the chain, in hex: present when it was read from a log that is chained. */
  readonly hash?: string | undefined;
}

/** What makes a request the same as an earlier one. Both are text without quotes or escapes. */
export interface RequestIdentity {
  /** As the client chose it: 1 to 128 visible ASCII characters but `"` and `\\`. */
  readonly key: string;
  /** Hex digest of what was asked: the same key with another one is a mistake of the client. */
  readonly fingerprint: string;
}

/** What a command decided, before the writer gives it a place in the log. */
export interface EventDraft {
  /** Singular name of the model, or of the own event, as in the event identifier. */
  readonly singular: string;
  readonly type: string;
  /** `emit` is an event of the application's own: it is no record. */
  readonly verb: 'create' | 'update' | 'delete' | 'emit';
  readonly id: string;
  readonly payload: string;
  /** Fields that an update changes. */
  readonly changed?: readonly string[] | undefined;
  /** Text of the record that is updated or deleted. */
  readonly before?: string | undefined;
  /** An update to what the record already is: nothing has to be put on record. */
  readonly isUnchanged: boolean;
  /** Idempotency key that the event itself names. */
  readonly key?: string | undefined;
  /** New values of fields that this does not put on record: see `VolatileValues`. */
  readonly held?: Readonly<Record<string, unknown>> | undefined;
}
