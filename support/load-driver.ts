import autocannon from 'autocannon';

import { Latencies } from './latencies';
import type { Witness } from './witness';

/** One request of a load, and what to do with its answer. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: string;
  headers?: Record<string, string>;
  answered?: (status: number, body: string) => void;
}

/** A call that was answered by anything but a 2xx. */
export interface Refusal {
  status: number;
  body: string;
  retryAfter: string;
}

export interface LoadPlan {
  origin: string;
  witness: Witness;
  connections: number;
  nextCall: () => Call;
  /** Either a number of requests or a duration. */
  amount?: number;
  durationMs?: number;
  /** Ends the load at once (the server was killed on purpose). */
  until?: Promise<unknown>;
}

export interface LoadResult {
  sent: number;
  answered: number;
  acknowledged: number;
  refusals: Refusal[];
  connectionErrors: number;
  statuses: Map<number, number>;
  latencies: Latencies;
  /** From the first request sent to the last 2xx received. */
  seconds: number;
  acknowledgedPerSecond: number;
  /** Share of one core that this client used: above 0.9 it measures itself. */
  clientCpu: number;
}

interface InFlight {
  call?: Call;
  sentAt?: number;
}

/** What autocannon keeps private and must be mended: see `forgetLostRequests`. */
interface AutocannonClient extends autocannon.Client {
  pipelinedRequests: { clear(): void };
  parser: { initialize(type: 'RESPONSE'): void };
  _connect(): void;
}

const SAMPLE_MS = 50;
const TIMEOUT_S = 30;

/**
 * When a connection is lost, autocannon keeps its queue and its half-read answer: every later
 * answer is then credited to the wrong request. Emptying both before each reconnection is the cure
 * (private fields: the version is pinned, and a scenario whose server cuts connections judges it).
 */
function forgetLostRequests(client: AutocannonClient): void {
  const connect = client._connect.bind(client);
  client._connect = () => {
    client.pipelinedRequests.clear();
    client.parser.initialize('RESPONSE');
    connect();
  };
}

class LoadMeter {
  readonly statuses = new Map<number, number>();
  readonly latencies = new Latencies();
  readonly refusals: Refusal[] = [];
  readonly cpuAtStart = process.cpuUsage();
  readonly startedAt = performance.now();
  sent = 0;
  answered = 0;
  acknowledged = 0;
  firstSentAt = Number.NaN;
  lastAcknowledgedAt = Number.NaN;

  sending(now: number): void {
    if (this.sent === 0) this.firstSentAt = now;
    this.sent += 1;
  }

  received(status: number, sentAt: number): void {
    const now = performance.now();
    this.answered += 1;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    this.latencies.record(now - sentAt);
    if (status >= 200 && status < 300) {
      this.acknowledged += 1;
      this.lastAcknowledgedAt = now;
    }
  }

  result(connectionErrors: number): LoadResult {
    const cpu = process.cpuUsage(this.cpuAtStart);
    const wallMs = performance.now() - this.startedAt;
    const seconds = (this.lastAcknowledgedAt - this.firstSentAt) / 1000;
    return {
      sent: this.sent,
      answered: this.answered,
      acknowledged: this.acknowledged,
      refusals: this.refusals,
      connectionErrors,
      statuses: this.statuses,
      latencies: this.latencies,
      seconds,
      acknowledgedPerSecond: this.acknowledged / seconds,
      clientCpu: (cpu.user + cpu.system) / 1000 / wallMs,
    };
  }
}

/**
 * A closed-loop load: each connection sends its next request when it has its answer. Latencies
 * are our own: autocannon's are whole milliseconds, and corrected for an interval that no one
 * asked for once it has a rate (so none is given to it: steady rates are the open loop's).
 */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const meter = new LoadMeter();
  const request = callRequest(plan, meter);
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(
      {
        url: plan.origin,
        connections: Math.min(plan.connections, plan.amount ?? plan.connections),
        ...(plan.amount === undefined ? {} : { amount: plan.amount }),
        ...(plan.durationMs === undefined ? {} : { duration: plan.durationMs / 1000 }),
        timeout: TIMEOUT_S,
        sampleInt: SAMPLE_MS,
        setupClient: (client) => forgetLostRequests(client as AutocannonClient),
        requests: [request],
      },
      (error: unknown, figures) => (error ? reject(error) : resolve(figures)),
    );
    void plan.until?.then(() => run.stop());
  });
  return meter.result(result.errors);
}

/** The one autocannon request that becomes, each time it is sent, the plan's next call. */
function callRequest(plan: LoadPlan, meter: LoadMeter): autocannon.Request {
  return {
    setupRequest: (request, context: InFlight) => {
      const call = plan.nextCall();
      context.call = call;
      context.sentAt = performance.now();
      meter.sending(context.sentAt);
      request.method = call.method;
      request.path = call.path;
      if (call.body !== undefined) {
        request.body = call.body;
        request.headers = { 'content-type': 'application/json', ...call.headers };
      }
      return request;
    },
    onResponse: (status, body, context: InFlight, headers) => {
      if (context.call === undefined) throw new Error('an answer to no request');
      const { method, path, answered } = context.call;
      meter.received(status, context.sentAt ?? Number.NaN);
      plan.witness.sawStatus(status, `${method} ${path}`);
      if (status >= 300) meter.refusals.push({ status, body, retryAfter: retryAfterOf(headers) });
      answered?.(status, body);
    },
  };
}

/** autocannon gives the names of headers as the server wrote them. */
function retryAfterOf(headers: autocannon.Request['headers']): string {
  const found = Object.entries(headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'retry-after',
  );
  return String(found?.[1] ?? '');
}
