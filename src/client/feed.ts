import { followEvents, type FollowOptions } from './follow-events';
import type { Open, Query } from './wire';

/** What is asked of a stream. @typeParam N types of own events. */
export interface FeedOptions<N extends string = never> extends FollowOptions {
  /** Go on behind this event; 0 for all that the log has. From now on when it is left out. */
  readonly since?: number;
  /** First the records as they are: pages of them, then `snapshot-end`. */
  readonly snapshot?: boolean;
  /** These events only. */
  readonly types?: readonly ('created' | 'updated' | 'deleted' | N)[];
}

interface Place {
  readonly seq: number;
  /** As the log names it: `ArticleCreated`. */
  readonly type: string;
  readonly time: string;
  /** Of the record, or of what an own event is about. */
  readonly id: string;
}

/** What happened to a record, and the whole record after it. */
export type ModelEvent<R, M extends string = string> = Place & { readonly model: M } & (
    | { readonly event: 'created' | 'updated'; readonly record: R }
    | { readonly event: 'deleted'; readonly record: null }
  );

/** An event of the application's own. */
export interface OwnEvent<N extends string, P> extends Place {
  readonly event: N;
  readonly payload: P;
}

/** The records as they are, after event `seq`: pages, then their end. */
export type SnapshotEvent<R, M extends string = string> =
  | {
      readonly event: 'snapshot';
      readonly seq: number;
      readonly model: M;
      readonly items: readonly R[];
    }
  | { readonly event: 'snapshot-end'; readonly seq: number };

/** What comes besides when a snapshot is asked for. */
export type WithSnapshot<Q, R, M extends string> = Q extends { readonly snapshot: true }
  ? SnapshotEvent<R, M>
  : never;

/** What the stream of all models says. */
export type EventsOf<S extends Readonly<Record<string, { readonly record: object }>>, T, Q> =
  | {
      [M in Extract<keyof S, string>]:
        ModelEvent<S[M]['record'], M> | WithSnapshot<Q, S[M]['record'], M>;
    }[Extract<keyof S, string>]
  | { [E in Extract<keyof T, string>]: OwnEvent<E, T[E]> }[Extract<keyof T, string>];

/** @param filters that the events are judged by. */
export function feedOf(
  open: Open,
  path: string,
  filters: Query,
  { since, snapshot, types, ...options }: FeedOptions<string>,
): AsyncIterableIterator<object> {
  const given: [string, unknown][] = [
    ['since', since],
    ['snapshot', snapshot],
    ['type', types?.join()],
  ];
  const own = given.filter(([, value]) => value !== undefined);
  const query = [...filters, ...own.map(([name, value]) => [name, String(value)] as const)];
  return followEvents((lastId, signal) => open(path, query, lastId, signal), options);
}
