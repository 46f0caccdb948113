import { LithairProblem } from './lithair-problem';
import { SseParser, type SseMessage } from './sse-parser';

export interface FollowOptions {
  /** Ends the stream, and the loop over it. */
  readonly signal?: AbortSignal;
  /** How often in a row it may fail to come back before it gives up; for ever when left out. */
  readonly retries?: number;
  /**
   * A server that says nothing for so long is taken for lost, in milliseconds; 60,000 when left
   * out. It should be more than two of the server's heartbeats (`LT_FEED_HEARTBEAT_MS`).
   */
  readonly silenceMs?: number;
  /** Is told what becomes of the connection. */
  readonly onState?: (state: FeedState) => void;
}

export type FeedState =
  | { readonly is: 'open' }
  /** Too slow: the server lets go; it goes on behind event `seq`, and nothing is missed. */
  | { readonly is: 'lagging'; readonly seq: number }
  /** It comes back in `retryMs`. No `error`: the server ended the stream. */
  | { readonly is: 'lost'; readonly error?: unknown; readonly retryMs: number };

/** Opens the stream, behind an event if one is named. */
type OpenAt = (lastId: string | undefined, signal: AbortSignal) => Promise<Response>;

/** Until the server says otherwise, and at most, in milliseconds. */
const RETRY_MS = 1_000;
const RETRY_MS_MAX = 30_000;
const SILENCE_MS = 60_000;

/**
 * The events of a stream, each once, over as many connections as it takes: a connection that is
 * lost is made again behind the last event. What the first one meets is thrown, and so is a refusal
 * that asking again would not change.
 * @throws {LithairProblem} `events_gone`, `invalid_event_id`, `invalid_query`, …
 * @throws {TypeError} of `fetch`: it cannot be reached at all.
 */
export function followEvents(open: OpenAt, options: FollowOptions): AsyncIterableIterator<object> {
  const { signal } = options;
  const over = new AbortController();
  const end = (): void => over.abort();
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end, { once: true });
  const events = follow(open, options, over.signal);
  const ended = (): void => signal?.removeEventListener('abort', end);
  return {
    next: async () => {
      const result = await events.next();
      if (result.done === true) ended();
      return result;
    },
    // Whoever leaves the loop does not wait for the next event.
    return: async () => {
      ended();
      end();
      return await events.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* follow(
  open: OpenAt,
  { retries = Infinity, silenceMs = SILENCE_MS, onState = () => undefined }: FollowOptions,
  over: AbortSignal,
): AsyncGenerator<object, void, undefined> {
  let place: string | undefined;
  let baseMs = RETRY_MS;
  let failures = 0;
  let wasOpen = false;
  while (!over.aborted) {
    let error: unknown;
    const connection = new AbortController();
    const leave = (): void => connection.abort();
    over.addEventListener('abort', leave, { once: true });
    try {
      const answer = await open(place, connection.signal);
      wasOpen = true;
      onState({ is: 'open' });
      for await (const { id, event, data, retryMs } of messagesOf(answer, silenceMs, connection)) {
        failures = 0;
        baseMs = retryMs ?? baseMs;
        place = id ?? place;
        if (data === undefined) continue;
        const said = JSON.parse(data) as object;
        if (event === 'lagging') onState({ is: event, ...(said as { seq: number }) });
        else yield { event, ...said };
      }
    } catch (caught) {
      if (over.aborted) return;
      if (!wasOpen || isLasting(caught) || failures >= retries) throw caught;
      error = caught;
    } finally {
      over.removeEventListener('abort', leave);
      leave();
    }
    if (over.aborted) return;
    const retryMs = delayMs(baseMs, failures);
    failures += 1;
    onState({ is: 'lost', retryMs, ...(error === undefined ? {} : { error }) });
    await pause(retryMs, over);
  }
}

async function* messagesOf(
  { body }: Response,
  silenceMs: number,
  connection: AbortController,
): AsyncGenerator<SseMessage, void, undefined> {
  if (body === null) return;
  const [reader, decoder, parser] = [body.getReader(), new TextDecoder(), new SseParser()];
  for (;;) {
    const silent = new TypeError(`the server has said nothing for ${silenceMs} ms`);
    const timer = setTimeout(() => connection.abort(silent), silenceMs);
    const { done, value } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    yield* parser.push(decoder.decode(value, { stream: true }));
  }
}

/** Asking again gets the same. */
function isLasting(error: unknown): boolean {
  // What was said is no JSON.
  if (error instanceof SyntaxError) return true;
  if (!(error instanceof LithairProblem)) return false;
  return error.status < 500 && error.status !== 408 && error.status !== 429;
}

/** Twice as long each time; not the same for all who lost the same server. */
function delayMs(baseMs: number, failures: number): number {
  const ms = Math.min(baseMs * 2 ** failures, RETRY_MS_MAX);
  return Math.round(ms * (0.75 + Math.random() / 4));
}

function pause(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer);
      over.removeEventListener('abort', go);
      resolve();
    };
    const timer = setTimeout(go, over.aborted ? 0 : ms);
    over.addEventListener('abort', go);
  });
}
