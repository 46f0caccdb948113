// @ts-check
// A client that takes answers and looks at nothing but where they end: for whole lists, where one
// that parses HTTP is slower than the servers.
import { connect } from 'node:net';
import { cpuMicroseconds } from '../proc.mjs';
import { percentile } from '../report/statistics.mjs';

const HEAD_END = '\r\n\r\n';
/** JSON holds no line ends, so this can only be the end of the chunks. */
const CHUNKS_END = '\r\n0\r\n\r\n';

/**
 * As `measure`, for GET requests only: each connection sends its next one when it has the answer.
 * @param {object} options
 * @param {string} options.url
 * @param {number} options.connections
 * @param {(connection: number) => object[]} options.requests
 * @param {import('./measure.mjs').Extent} options.extent whichever comes first
 * @param {number} options.serverPid
 * @returns {Promise<import('./measure.mjs').Measure>}
 */
export async function countBytes({ url, connections, requests, extent, serverPid }) {
  const { hostname, port } = new URL(url);
  const start = performance.now();
  const end = start + (extent.seconds ?? Infinity) * 1000;
  const clientBefore = process.cpuUsage();
  const serverBefore = cpuMicroseconds(serverPid);
  /** @type {number[]} */
  const latencies = [];
  /** @type {Record<string, number>} */
  const statuses = {};
  let sent = 0;
  let acknowledged = 0;

  /** @param {any[]} sequence */
  const connection = (sequence) =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let at = 0;
      let asked = 0;
      let answer = new Answer();
      const ask = () => {
        if (performance.now() >= end || sent >= (extent.requests ?? Infinity)) {
          socket.destroy();
          resolve(undefined);
          return;
        }
        sent += 1;
        answer = new Answer();
        asked = performance.now();
        const { path } = sequence[at++ % sequence.length];
        socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
      };
      socket.on('connect', ask);
      socket.on('error', reject);
      socket.on('end', () => reject(new Error('the server closed the connection')));
      socket.on('data', (/** @type {Buffer} */ bytes) => {
        if (!answer.take(bytes)) return;
        latencies.push(performance.now() - asked);
        if (answer.status >= 200 && answer.status < 300) acknowledged += 1;
        else statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        ask();
      });
    });

  await Promise.all(Array.from({ length: connections }, (_, i) => connection(requests(i))));
  const elapsedMs = performance.now() - start;
  const { user, system } = process.cpuUsage(clientBefore);
  const server = cpuMicroseconds(serverPid);
  const sorted = Float64Array.from(latencies).sort();
  return {
    acknowledged,
    overloaded: statuses[503] ?? 0,
    failed: sent - acknowledged - (statuses[503] ?? 0),
    statuses,
    elapsedMs,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    clientCpu: (user + system) / 1000 / elapsedMs,
    serverMicros: server === null || serverBefore === null ? null : server - serverBefore,
  };
}

/** One answer as it comes in. */
class Answer {
  status = 0;
  #head = '';
  /** Bytes of the body that are still to come; those of chunks are not counted. */
  #left = NaN;
  #tail = '';

  /** @param {Buffer} bytes @returns {boolean} whether it is whole */
  take(bytes) {
    if (this.status !== 0) return this.#takeBody(bytes);
    this.#head += bytes.toString('latin1');
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return false;
    const head = this.#head.slice(0, end);
    this.status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    this.#left = length === undefined ? NaN : Number(length);
    return this.#takeBody(Buffer.from(this.#head.slice(end + 2), 'latin1'), 2);
  }

  /** @param {Buffer} bytes @param {number} [skipped] of them, which are not of the body */
  #takeBody(bytes, skipped = 0) {
    if (!Number.isNaN(this.#left)) return (this.#left -= bytes.length - skipped) === 0;
    const last = bytes.toString('latin1', Math.max(0, bytes.length - CHUNKS_END.length));
    this.#tail = (this.#tail + last).slice(-CHUNKS_END.length);
    return this.#tail === CHUNKS_END;
  }
}
