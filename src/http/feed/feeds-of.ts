import type { HttpNode } from '../exchange';
import { LiveFeeds } from './live-feeds';

const feeds = new WeakMap<HttpNode, LiveFeeds>();

/** The streams of a node: there is one set of them, made when the first is asked for. */
export function feedsOf(node: HttpNode): LiveFeeds {
  const known = feeds.get(node) ?? new LiveFeeds(node);
  feeds.set(node, known);
  return known;
}
