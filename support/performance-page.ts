import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { CLIENT_CPU_MAX, type Figures } from './figures';
import { frenchPercent } from './french-figures';
import { escapeXml } from './latency-plot';
import { commitLine, machineLine } from './machine';

const STYLE = `
  :root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #111827; }
  body { max-width: 1080px; margin: 2rem auto; padding: 0 1rem; }
  h1 { margin-bottom: .2rem } h2 { margin: 2.2rem 0 .4rem; font-size: 1.15rem }
  .run { color: #4b5563 } section { border-top: 1px solid #e5e7eb }
  .measure { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start }
  table { border-collapse: collapse } th, td { padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top }
  td { font-variant-numeric: tabular-nums } tbody tr { border-top: 1px solid #f3f4f6 }
  th { font-weight: 500; color: #4b5563 } .mark { color: #b45309 } svg { max-width: 100%; height: auto }
`;

/**
 * Writes the summary page of a run: one table of key figures, then each measure with its plot.
 */
export function writePerformancePage(path: string, figures: readonly Figures[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, performancePage(figures));
}

function performancePage(figures: readonly Figures[]): string {
  return `<!doctype html>
<html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Lithair · performances</title><style>${STYLE}</style>
<h1>Performances mesurées</h1>
<p class="run">${escapeXml(machineLine())}<br>commit ${escapeXml(commitLine())} ·
${escapeXml(new Date().toISOString())}<br>Un débit ne compte que les écritures acquittées ; le client de charge
partage la machine avec le serveur.</p>
<table><thead><tr><th>Scénario</th><th>Mesure</th><th>Durabilité</th><th>CPU du client</th></tr></thead><tbody>
${figures.map(summaryRow).join('\n')}
</tbody></table>
${figures.map(measureSection).join('\n')}
</html>
`;
}

function summaryRow({ scenario, headline, durability, clientCpu }: Figures): string {
  return `<tr><td><a href="#${anchor(scenario)}">${escapeXml(scenario)}</a></td>
<td>${escapeXml(headline)}</td><td>${escapeXml(durability)}</td><td>${cpuText(clientCpu)}</td></tr>`;
}

function cpuText(clientCpu: number | undefined): string {
  if (clientCpu === undefined) return '–';
  const text = frenchPercent(clientCpu);
  return clientCpu > CLIENT_CPU_MAX
    ? `<span class="mark">${text} : le client est la limite</span>`
    : text;
}

function measureSection({ scenario, rows, plot }: Figures): string {
  const table = rows
    .map(([label, value]) => `<tr><th>${escapeXml(label)}</th><td>${escapeXml(value)}</td></tr>`)
    .join('');
  return `<section id="${anchor(scenario)}"><h2>${escapeXml(scenario)}</h2>
<div class="measure"><table><tbody>${table}</tbody></table>${plot ?? ''}</div></section>`;
}

function anchor(scenario: string): string {
  const plain = scenario.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  return plain.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase();
}
