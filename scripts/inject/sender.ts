import { setTimeout as pause } from 'node:timers/promises';

import { rangeOf, type Batch } from './batches';
import { DATA_ERROR, Ending, UNAVAILABLE } from './input-file';

const ANSWER_MS = 60_000;
const RECONNECT_MS = 100;
/** Refusals that pass by themselves. */
const PASSING = [429, 503, 507];

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  /** Position of the record that was refused. */
  readonly index?: number;
}

/** Sends batches until they are acknowledged: again, under their keys, when nobody answered. */
export class Sender {
  readonly #url: string;
  readonly #patienceMs: number;
  #heardAt = performance.now();

  /** @param patienceMs without any acknowledgement before it gives up. */
  constructor(url: string, patienceMs: number) {
    this.#url = url;
    this.#patienceMs = patienceMs;
  }

  /**
   * @returns whether it had been acknowledged earlier.
   * @throws {Ending} it is refused, or nobody answers any more.
   */
  async send(batch: Batch): Promise<boolean> {
    for (;;) {
      const answer = await this.#post(batch);
      if (answer instanceof Error) {
        await this.#wait(RECONNECT_MS, (answer.cause as Error | undefined)?.message ?? answer.name);
        continue;
      }
      const text = await answer.text().catch(() => '');
      if (answer.ok) {
        this.#heardAt = performance.now();
        return answer.headers.get('idempotency-replayed') === 'true';
      }
      const problem = problemIn(text);
      const said = `${answer.status} ${problem.code ?? ''} ${problem.detail ?? ''}`.trim();
      if (PASSING.includes(answer.status)) await this.#wait(retryAfterMs(answer), said);
      else throw refusal(batch, answer.status, problem, said);
    }
  }

  #post({ key, body }: Batch): Promise<Response | Error> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const signal = AbortSignal.timeout(ANSWER_MS);
    const asked = fetch(this.#url, { method: 'POST', headers, body, signal });
    return asked.catch((error: unknown) => error as Error);
  }

  async #wait(ms: number, reason: string): Promise<void> {
    if (performance.now() - this.#heardAt + ms > this.#patienceMs)
      throw new Ending(UNAVAILABLE, `${this.#url}: ${reason}`);
    await pause(ms);
  }
}

/** Seconds, as Lithair sends it. */
const retryAfterMs = ({ headers }: Response): number =>
  (Number(headers.get('retry-after') ?? 1) || 1) * 1_000;

function problemIn(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}

function refusal({ file, items }: Batch, status: number, { index }: Problem, said: string): Ending {
  const line = index === undefined ? undefined : items[index]?.line;
  const exit = status >= 500 ? UNAVAILABLE : DATA_ERROR;
  return new Ending(exit, `${file}:${line ?? rangeOf(items)}: ${said}`);
}
