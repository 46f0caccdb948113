import type { ArticleTraffic } from './article-traffic';
import { HttpClient } from './http-client';
import type { LithairServer } from './lithair-server';
import { type OpenLoopResult, runOpenLoop } from './open-loop-driver';
import { processFigures } from './process-figures';
import type { Witness } from './witness';

/** Who is written to, and who keeps the accounts. */
export interface Target {
  readonly server: LithairServer;
  readonly traffic: ArticleTraffic;
  readonly witness: Witness;
}

/** What a server does when nobody asks too much of it. */
export interface Calm {
  /** Acknowledged a second when clients wait for their answers. */
  peakPerSecond: number;
  /** p99 at half of the peak. */
  p99Ms: number;
}

/** What the same server did under a load beyond its capacity, and after it. */
export interface Overload {
  load: OpenLoopResult;
  /** Acknowledged a second while it was overloaded. */
  goodputPerSecond: number;
  /** Growth of the resident memory, at its highest. */
  grownBytes: number;
  /** From the last request too many to the first second that was as calm as before. */
  calmAfterMs: number;
}

/** Enough that no request waits for a connection: the load stays open. */
const CONNECTIONS = 5000;
const SAMPLE_MS = 200;
const CALM_SLICE_MS = 1000;
/** The wait for calm ends after so long, and says so. */
const CALM_WITHIN_MS = 15_000;
/** « As calm as before ». */
const CALM_RATIO = 2;

/** Writes at `perSecond`, whatever the server answers, with as many connections as it takes. */
export async function writeAtRate(
  { server, traffic, witness }: Target,
  perSecond: number,
  durationMs: number,
): Promise<OpenLoopResult> {
  const origin = (): string => server.origin;
  const client = new HttpClient({ origin, witness, connections: CONNECTIONS });
  const nextCall = () => traffic.createWithId();
  return runOpenLoop({ client, perSecond, durationMs, nextCall }).finally(() => client.close());
}

/** Overloads a server, then goes back to half of its peak until it answers as before. */
export async function overload(
  target: Target,
  calm: Calm,
  { times, durationMs }: { times: number; durationMs: number },
): Promise<Overload> {
  const rss = (): number => processFigures(target.server.pid)?.rssBytes ?? Number.NaN;
  const before = rss();
  let highest = before;
  const sampler = setInterval(() => (highest = Math.max(highest, rss())), SAMPLE_MS);
  const load = await writeAtRate(target, times * calm.peakPerSecond, durationMs);
  clearInterval(sampler);
  return {
    load,
    goodputPerSecond: (1000 * load.acknowledgedInTime) / durationMs,
    grownBytes: highest - before,
    calmAfterMs: await untilCalm(target, calm, load.lastSentAt),
  };
}

async function untilCalm(target: Target, calm: Calm, since: number): Promise<number> {
  for (;;) {
    const startedAfterMs = performance.now() - since;
    const slice = await writeAtRate(target, calm.peakPerSecond / 2, CALM_SLICE_MS);
    const { latencies, refusals } = slice;
    const isCalm = refusals.length === 0 && latencies.percentile(99) <= CALM_RATIO * calm.p99Ms;
    if (isCalm || startedAfterMs > CALM_WITHIN_MS) return startedAfterMs;
  }
}
