// @ts-check
// One autocannon run. Its own report is not used: latencies are whole milliseconds there and
// the rate of a short run means nothing, so both are taken from its events.
import autocannon from 'autocannon';
import { cpuMicroseconds } from '../proc.mjs';
import { percentile } from '../report/statistics.mjs';

const FEW = 100;

/**
 * @typedef {{seconds?: number, requests?: number}} Extent whichever comes first
 * @typedef {object} Measure
 * @property {number} acknowledged requests answered 2xx
 * @property {number} overloaded requests answered 503: refused before anything was taken
 * @property {number} failed requests answered otherwise, or not at all
 * @property {Record<string, number>} statuses what was not acknowledged, by status or error
 * @property {number} elapsedMs from the first send to the last answer
 * @property {number} p50 milliseconds
 * @property {number} p99 milliseconds
 * @property {number} clientCpu share of one core
 * @property {number | null} serverMicros CPU time of the server, all threads
 */

/**
 * Sends and waits for every answer: at the end of a timed run no request is left unanswered,
 * so what the server stored can be compared exactly with what it acknowledged.
 * @param {object} options
 * @param {string} options.url
 * @param {number} options.connections
 * @param {(connection: number) => object[]} options.requests
 * @param {Extent} options.extent
 * @param {number} options.serverPid
 * @returns {Promise<Measure>}
 */
export function measure({ url, connections, requests, extent, serverPid }) {
  const { seconds, requests: amount } = extent;
  /** @type {any[]} */
  const clients = [];
  /** @type {number[]} */
  const latencies = [];
  /** @type {number[]} of the first request of a connection, which also waited to connect */
  const firsts = [];
  /** @type {Record<string, number>} */
  const statuses = {};
  let acknowledged = 0;
  let answered = 0;
  let lost = 0;
  let lastAnswer = 0;
  let running = connections;
  /** @type {ReturnType<typeof usage> | undefined} */
  let end;

  // Untyped: the package's types know neither the events of a run nor `done` of a client.
  const run = /** @type {any} */ (autocannon)({
    url,
    connections,
    ...(amount === undefined ? { duration: (seconds ?? 0) + 60 } : { amount }),
    timeout: 30,
    // A lost connection would shift all later answers by one request: the run is then over.
    bailout: 1,
    sampleInt: 50,
    skipAggregateResult: true,
    setupClient(/** @type {any} */ client) {
      client.setRequests(requests(clients.length));
      client.on('done', () => {
        if (--running === 0) end = usage();
      });
      clients.push(client);
    },
  });
  // The clients exist now, with all they will send; none is connected yet.
  const start = performance.now();
  const clientBefore = process.cpuUsage();
  const serverBefore = cpuMicroseconds(serverPid);

  function usage() {
    const { user, system } = process.cpuUsage(clientBefore);
    const server = cpuMicroseconds(serverPid);
    return {
      clientCpu: (user + system) / 1000 / (performance.now() - start),
      serverMicros: server === null || serverBefore === null ? null : server - serverBefore,
    };
  }

  /** @type {(client: any, status: number, bytes: number, latency: number) => void} */
  const onResponse = (client, status, _bytes, latency) => {
    lastAnswer = performance.now();
    answered += 1;
    if (status >= 200 && status < 300) acknowledged += 1;
    else statuses[status] = (statuses[status] ?? 0) + 1;
    (client.reqsMade > 1 ? latencies : firsts).push(latency);
  };
  run.on('response', onResponse);
  run.on('reqError', (/** @type {Error} */ error) => {
    lost += 1;
    statuses[error.message] = (statuses[error.message] ?? 0) + 1;
  });
  // A client that has sent `responseMax` requests closes after its last answer: autocannon's
  // own end of a timed run would abandon one request per connection. (A private field.)
  const deadline = seconds !== undefined && setTimeout(() => {
    for (const client of clients) client.responseMax = client.reqsMade;
  }, seconds * 1000);

  return new Promise((resolve, reject) => {
    run.on('error', reject);
    run.on('done', () => {
      if (deadline) clearTimeout(deadline);
      const elapsedMs = lastAnswer - start;
      // Where answers take long they are few, and connecting is nothing beside them.
      const counted = latencies.length < FEW ? [...firsts, ...latencies] : latencies;
      const sorted = Float64Array.from(counted).sort();
      resolve({
        acknowledged,
        overloaded: statuses[503] ?? 0,
        failed: answered - acknowledged + lost - (statuses[503] ?? 0),
        statuses,
        elapsedMs,
        p50: percentile(sorted, 0.5),
        p99: percentile(sorted, 0.99),
        ...(end ?? usage()),
      });
    });
  });
}
