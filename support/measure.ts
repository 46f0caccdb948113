import type { Latencies } from './latencies';
import type { LoadResult } from './load-driver';

/** One phase of a scenario, as the client measured it: only what was acknowledged counts. */
export interface Measure {
  label: string;
  operations: number;
  seconds: number;
  clientCpu: number;
  latencies: Latencies | undefined;
}

export function measureOf(label: string, load: LoadResult): Measure {
  const { acknowledged: operations, seconds, clientCpu, latencies } = load;
  return { label, operations, seconds, clientCpu, latencies };
}

/** Runs a phase and says how long it took and what share of a core this client used. */
export async function timed(
  label: string,
  operations: number,
  phase: () => Promise<void>,
): Promise<Measure> {
  const cpuAtStart = process.cpuUsage();
  const startedAt = performance.now();
  await phase();
  const ms = performance.now() - startedAt;
  const cpu = process.cpuUsage(cpuAtStart);
  const clientCpu = (cpu.user + cpu.system) / 1000 / ms;
  return { label, operations, seconds: ms / 1000, clientCpu, latencies: undefined };
}
