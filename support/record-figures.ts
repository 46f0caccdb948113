import { collectFigures, CLIENT_CPU_MAX, type Figures, latencyRows } from './figures';
import { frenchMegabytes, frenchMs, frenchPercent } from './french-figures';
import type { Latencies } from './latencies';
import { latencyPlot } from './latency-plot';
import type { LithairWorld } from './lithair-world';
import { machineLine } from './machine';
import { processFigures } from './process-figures';

export interface Recording {
  headline: string;
  rows?: Figures['rows'];
  latencies?: Latencies | undefined;
  clientCpu?: number;
  budget?: { percent: number; ms: number };
}

/**
 * Puts a measure in the report (a line, a plot named after its key figure) and on the summary
 * page.
 */
export function recordFigures(world: LithairWorld, recording: Recording): void {
  const { headline, latencies, clientCpu, budget } = recording;
  const durability = durabilityOf(world);
  const rows = [...(recording.rows ?? []), ...serverRows(world)];
  if (latencies !== undefined) rows.push(...latencyRows(latencies, frenchMs));
  const plot =
    latencies === undefined || latencies.count === 0
      ? undefined
      : latencyPlot({ title: `${world.scenarioName}`, latencies, ...(budget && { budget }) });
  world.log([headline, ...rows.map(([label, value]) => `${label} : ${value}`)].join(' · '));
  world.log([machineLine(), `durabilité ${durability}`, ...clientLine(clientCpu)].join(' · '));
  if (plot !== undefined) {
    const fileName = `${headline}.svg`;
    world.attach(Buffer.from(plot), { mediaType: 'image/svg+xml', fileName });
  }
  const scenario = world.scenarioName;
  collectFigures({ scenario, headline, rows, durability, clientCpu, plot });
}

function clientLine(clientCpu: number | undefined): string[] {
  if (clientCpu === undefined) return [];
  const mark = clientCpu > CLIENT_CPU_MAX ? ' (le client est la limite)' : '';
  return [`CPU du client ${frenchPercent(clientCpu)}${mark}`];
}

function durabilityOf({ settings }: LithairWorld): string {
  const fsync = settings.env?.['LT_FSYNC_ON_APPEND'];
  return settings.durability ?? (fsync === '0' ? 'os' : 'disk');
}

function serverRows(world: LithairWorld): Figures['rows'] {
  const pid = world.servers.at(-1)?.pid;
  const figures = world.serverFigures ?? (pid === undefined ? undefined : processFigures(pid));
  if (figures === undefined) return [];
  const cpu = `${figures.cpuSeconds.toFixed(1).replace('.', ',')} s de CPU`;
  return [
    [
      'serveur, de son départ à la mesure',
      `${cpu}, ${frenchMegabytes(figures.rssBytes)} résidents`,
    ],
  ];
}
