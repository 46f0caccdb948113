import { Latencies } from './latencies';
import type { HttpClient } from './http-client';
import type { Call, Refusal } from './load-driver';

export interface OpenLoopPlan {
  client: HttpClient;
  perSecond: number;
  durationMs: number;
  nextCall: () => Call;
}

export interface OpenLoopResult {
  sent: number;
  acknowledged: number;
  /** Of those, before the last request was due: what the server got done under the load. */
  acknowledgedInTime: number;
  errors: number;
  refusals: Refusal[];
  /** Of acknowledgements and refusals, from the intended hour. */
  latencies: Latencies;
  /** On the clock of `performance.now()`. */
  lastSentAt: number;
  seconds: number;
  clientCpu: number;
}

const TICK_MS = 2;

/**
 * An open-loop load: requests leave at their hour whether or not earlier ones were answered,
 * and each latency counts from the *intended* hour, so a stall of the server is seen in full.
 */
export async function runOpenLoop(plan: OpenLoopPlan): Promise<OpenLoopResult> {
  const total = Math.round((plan.perSecond * plan.durationMs) / 1000);
  const latencies = new Latencies();
  const result = { sent: 0, acknowledged: 0, acknowledgedInTime: 0, errors: 0, lastSentAt: 0 };
  const refusals: Refusal[] = [];
  const cpuAtStart = process.cpuUsage();
  const startedAt = performance.now();
  const answers: Promise<void>[] = [];

  const sendOne = async (intendedAt: number): Promise<void> => {
    const { method, path, body, answered } = plan.nextCall();
    try {
      const { status, text, headers } = await plan.client.send(method, path, { body });
      const answeredAt = performance.now();
      latencies.record(answeredAt - intendedAt);
      if (status >= 200 && status < 300) {
        result.acknowledged += 1;
        if (answeredAt - startedAt <= plan.durationMs) result.acknowledgedInTime += 1;
      } else refusals.push({ status, body: text, retryAfter: headers['retry-after'] ?? '' });
      answered?.(status, text);
    } catch {
      result.errors += 1;
    }
  };

  await new Promise<void>((resolve) => {
    const clock = setInterval(() => {
      const elapsed = performance.now() - startedAt;
      const due = Math.min(total, Math.floor((elapsed * plan.perSecond) / 1000) + 1);
      while (result.sent < due) {
        answers.push(sendOne(startedAt + (result.sent * 1000) / plan.perSecond));
        result.sent += 1;
        result.lastSentAt = performance.now();
      }
      if (result.sent < total) return;
      clearInterval(clock);
      resolve();
    }, TICK_MS);
  });
  await Promise.all(answers);
  const wallMs = performance.now() - startedAt;
  const cpu = process.cpuUsage(cpuAtStart);
  const clientCpu = (cpu.user + cpu.system) / 1000 / wallMs;
  return { ...result, refusals, latencies, seconds: wallMs / 1000, clientCpu };
}
