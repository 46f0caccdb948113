import { type Answer, type HttpClient, jsonOf } from '../http-client';

/** What `POST /api/admin/benchmark-engine` says of a run. */
export interface BenchmarkReport {
  events: number;
  durability: string;
  dispatched_ms: number;
  durable_ms: number;
  events_per_second: number;
  count: number;
}

export interface BenchmarkCalls {
  readonly taken: BenchmarkReport[];
  readonly refused: Answer[];
  /** Other requests that were answered before the first report was. */
  readonly served: number;
}

/** Calls it twice at once, and goes on asking for something else until both have answered. */
export async function callBenchmarkTwice(
  http: HttpClient,
  events: number,
): Promise<BenchmarkCalls> {
  const path = '/api/admin/benchmark-engine';
  let isOver = false;
  const both = Promise.all([1, 2].map(() => http.send('POST', path, { body: { events } })));
  const answered = both.finally(() => (isOver = true));
  let served = 0;
  while (!isOver) {
    const { status } = await http.send('GET', '/api/products/lampe');
    if (status === 200 && !isOver) served += 1;
  }
  const answers = await answered;
  return {
    taken: answers
      .filter(({ status }) => status === 200)
      .map((answer) => jsonOf(answer) as unknown as BenchmarkReport),
    refused: answers.filter(({ status }) => status !== 200),
    served,
  };
}
