import type { EventDefinition } from '../model/define-event';
import type { ViewDefinition } from '../model/view';
import type { DeclaredIn } from './model-shapes';

/** What an application adds to its models, from an object that has events and views, or lists. */
export interface OwnShapesOf<T> {
  readonly emits: {
    readonly [E in DeclaredIn<T> as NameWhere<E, true | { readonly emit: true }>]: SaidIn<E>;
  };
  readonly tells: {
    readonly [E in DeclaredIn<T> as NameWhere<E, { readonly read: true }>]: PayloadIn<E>;
  };
  readonly views: { readonly [V in DeclaredIn<T> as ViewName<V>]: ValueIn<V> };
}

/** The name of an event with which clients may do such a thing. */
type NameWhere<E, A> =
  E extends Pick<EventDefinition<unknown, unknown, infer N, infer H>, 'type' | 'isTold' | 'access'>
    ? [H] extends [A]
      ? N
      : never
    : never;
type SaidIn<E> = E extends { readonly input?: infer I } ? Exclude<I, undefined> : never;
type PayloadIn<E> = E extends { readonly payload?: infer P } ? Exclude<P, undefined> : never;

/** Of a view that clients may read. */
type ViewName<V> =
  V extends ViewDefinition<unknown, infer N, infer E> ? ([E] extends [false] ? never : N) : never;
type ValueIn<V> = V extends ViewDefinition<infer W> ? W : never;
