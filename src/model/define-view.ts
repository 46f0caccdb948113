import { assertView } from './assert-view';
import type { EventSource } from './event-source';
import {
  SINGLE_KEY,
  type Collecting,
  type Reaction,
  type ViewDefinition,
  type ViewListener,
  type ViewMeta,
  type ViewOptions,
} from './view';

/** What a view makes of events of one type. */
export function on<P, B, V>(
  source: EventSource<P, B>,
  { key, reduce }: Reaction<P, B, V>,
): ViewListener<V> {
  return {
    type: source.type,
    keysOf: key ?? (() => SINGLE_KEY),
    reduce: reduce,
    text: `${String(key)}\n${String(reduce)}`,
  };
}

/**
 * Elements that events of one type add to a list: `reduce: (list = [], event) => [...list, item]`,
 * at the same cost however long the list is.
 * @example
 * collect(OrderPlaced, { key: (event) => event.userId, item: (event) => event.orderId });
 */
export function collect<P, B, E>(
  source: EventSource<P, B>,
  { key, item, keep = Infinity }: Collecting<P, B, E>,
): ViewListener<readonly E[]> {
  return {
    type: source.type,
    keysOf: key ?? (() => SINGLE_KEY),
    reduce: (list: readonly E[] = [], event: P, meta: ViewMeta<B>) => {
      const element = item(event, meta);
      return element === undefined ? list : [...list, element].slice(-keep);
    },
    collected: { item, keep },
    text: `${String(key)}\n${String(item)}\nkeep ${keep}`,
  };
}

/**
 * Declares a view: values by key that reducers make of events, live and at replay. When its
 * definition changes, it is made again from the whole log.
 *
 * @throws {LithairError} `invalid_view` when the declaration makes no sense.
 * @example
 * const OrdersByUser = defineView('orders_by_user', {
 *   on: [
 *     on(OrderPlaced, {
 *       key: (event) => event.userId,
 *       reduce: (orders: readonly string[] = [], event) => [...orders, event.orderId],
 *     }),
 *   ],
 * });
 */
export function defineView<V, const N extends string = string, const E extends boolean = boolean>(
  name: N,
  options: ViewOptions<V, E>,
): ViewDefinition<Exclude<V, undefined>, N, E> {
  assertView(name, options);
  const { version = 1, expose = true as E, on: listeners } = options;
  return { name, version, isExposed: expose, listeners };
}
