import type { ServerResponse } from 'node:http';
import type { LoggedEvent } from '../../engine/event';
import { LithairError } from '../../errors/lithair-error';
import type { Model } from '../../model/model';
import type { FeedCursor } from '../../runtime/feed/feed-cursor';
import { declaredBy } from '../api/declared-by';
import type { Exchange, HttpNode } from '../exchange';
import { sendEmpty, sendError } from '../reply';
import { EventStream, STREAM_HEADERS } from './event-stream';
import { readFeedQuery, type FeedQuery } from './feed-query';
import { snapshotTexts, type FrozenModel } from './snapshot-texts';
import { eventText, toldTypes, type Told } from './told';

/** Each holds the records of its instant: what is replaced meanwhile is in memory twice. */
const SNAPSHOTS_MAX = 8;

/** The streams of a node: `GET /api/{models}/events` and `GET /api/events`. */
export class LiveFeeds {
  readonly #node: HttpNode;
  readonly #models: readonly Model[];
  readonly #types: ReadonlyMap<string, Told>;
  /** Of events that several streams are told: made once. */
  readonly #texts = new WeakMap<LoggedEvent, string>();
  /** Those to whom a snapshot is being sent. */
  readonly #snapshots = new Set<FeedCursor>();

  constructor(node: HttpNode) {
    this.#node = node;
    const { models, events } = declaredBy(node.runtime);
    this.#models = models;
    this.#types = toldTypes(models, events);
  }

  /**
   * Answers with a stream that ends with its client, or the node.
   * @param model whose events are wanted; of all models when it is left out.
   * @throws {LithairError} `invalid_query`, `invalid_event_id`, `too_many_subscribers`,
   * `shutting_down`.
   */
  serve({ incoming, outgoing }: Exchange, model?: Model): void {
    const models = model === undefined ? this.#models : [model];
    const types =
      model === undefined ? this.#types.keys() : (Object.values(model.eventTypes) as string[]);
    const query = readFeedQuery(types, incoming, model);
    if (incoming.method === 'HEAD') {
      sendEmpty(outgoing, 200, { ...STREAM_HEADERS });
      return;
    }
    const { size } = this.#snapshots;
    if (query.isSnapshot && size >= SNAPSHOTS_MAX)
      throw new LithairError('too_many_subscribers', `${size} snapshots are sent: retry later`);
    // The records and the place behind them are of one instant.
    const cursor = this.#node.runtime.feed.open({ since: query.since, isBounded: true });
    const first = query.isSnapshot
      ? this.#snapshot(models, cursor, query)
      : // Who loses the connection before the first event comes back to this place all the same.
        [`id: ${cursor.seq}\n\n`];
    this.#run(outgoing, cursor, { query, model }, first).catch((error: unknown) => {
      this.#snapshots.delete(cursor);
      cursor.end('closed');
      // Nothing else would say why a stream broke off.
      if (outgoing.headersSent && error instanceof LithairError) this.#node.onFault(error);
      sendError(this.#node, outgoing, error);
    });
  }

  async #run(
    outgoing: ServerResponse,
    cursor: FeedCursor,
    asked: Asked,
    first: Iterable<string>,
  ): Promise<void> {
    await cursor.assertKept();
    const { runtime } = this.#node;
    const stream = new EventStream({
      cursor,
      outgoing,
      environment: runtime.environment,
      isDraining: () => this.#node.isDraining(),
      textOf: (events) => this.#textOf(events, asked),
    });
    await stream.run(first, () => this.#snapshots.delete(cursor));
  }

  #textOf(events: readonly LoggedEvent[], { query, model }: Asked): string {
    let text = '';
    for (const event of events) {
      const told = this.#types.get(event.type);
      if (told === undefined || (model !== undefined && told.model !== model)) continue;
      if (query.wants(told, event)) text += this.#textOfOne(told, event);
    }
    return text;
  }

  #textOfOne(told: Told, event: LoggedEvent): string {
    if (this.#node.runtime.feed.subscribers === 1) return eventText(told, event);
    let text = this.#texts.get(event);
    if (text === undefined) this.#texts.set(event, (text = eventText(told, event)));
    return text;
  }

  #snapshot(models: readonly Model[], cursor: FeedCursor, query: FeedQuery): Iterable<string> {
    const sections = this.#node.runtime.engine.withStateMut((state) =>
      models.map((model): FrozenModel => {
        return { model, entries: state.collection(model.name).freeze() };
      }),
    );
    this.#snapshots.add(cursor);
    return snapshotTexts(sections, cursor.seq, query.fits);
  }
}

interface Asked {
  readonly query: FeedQuery;
  readonly model: Model | undefined;
}
