import type { Latencies } from './latencies';

/** What one performance scenario measured, kept for the report and for the summary page. */
export interface Figures {
  scenario: string;
  /** The key figure in a few words: it names the attachment, which the report shows folded. */
  headline: string;
  rows: Array<[label: string, value: string]>;
  durability: string;
  clientCpu: number | undefined;
  plot: string | undefined;
}

/** Above this share of one core, the client measures itself: the figure is marked. */
export const CLIENT_CPU_MAX = 0.9;

const collected: Figures[] = [];

export function collectFigures(figures: Figures): void {
  collected.push(figures);
}

export function collectedFigures(): readonly Figures[] {
  return collected;
}

export function latencyRows(latencies: Latencies, ms: (value: number) => string): Figures['rows'] {
  const at = (percent: number): string => ms(latencies.percentile(percent));
  return [
    ['latence moyenne', ms(latencies.meanMs)],
    ['p50 / p95 / p99', `${at(50)} / ${at(95)} / ${at(99)}`],
    ['p99,9 / max', `${at(99.9)} / ${ms(latencies.maxMs)}`],
  ];
}
