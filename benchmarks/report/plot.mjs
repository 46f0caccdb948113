// @ts-check
// The rates as bars, one panel a workload; the thin line spans the slowest and fastest round.
import { rate } from './format.mjs';
import { WORKLOAD } from './workloads.mjs';

const WIDTH = 760;
const LEFT = 170;
const BAR = 18;
const STEP = 24;
const SCALE = WIDTH - LEFT - 110;

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2933 }
  .title { font-weight: 600; font-size: 13px }
  .name { text-anchor: end }
  .peer { fill: #a9b4c2 }
  .lithair { fill: #2f7d6d }
  .span { stroke: #1f2933; stroke-width: 1.2 }`;

/** @param {import('./summary.mjs').Summary} summary */
export function plot(summary) {
  let y = 10;
  const parts = [];
  for (const [workload, rows] of Object.entries(summary)) {
    const { title, unit, isCost } = WORKLOAD[workload];
    if (isCost || rows.length < 2) continue;
    const most = Math.max(...rows.map((row) => row.value.max));
    parts.push(`<text class="title" x="10" y="${y + 14}">${title} (${unit})</text>`);
    y += 24;
    for (const row of rows) {
      parts.push(bar(row, y, SCALE / most));
      y += STEP;
    }
    y += 14;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}">
<style>${STYLE}</style>
<rect width="100%" height="100%" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

/** @param {import('./summary.mjs').Row} row @param {number} y @param {number} scale */
function bar({ name, value }, y, scale) {
  const x = (/** @type {number} */ amount) => (LEFT + amount * scale).toFixed(1);
  const kind = name.startsWith('Lithair') ? 'lithair' : 'peer';
  const middle = y + BAR / 2;
  return [
    `<text class="name" x="${LEFT - 8}" y="${y + 13}">${name}</text>`,
    `<rect class="${kind}" x="${LEFT}" y="${y}" height="${BAR}"`
      + ` width="${(value.median * scale).toFixed(1)}"/>`,
    `<line class="span" x1="${x(value.min)}" x2="${x(value.max)}" y1="${middle}" y2="${middle}"/>`,
    `<text x="${Number(x(value.max)) + 8}" y="${y + 13}">${rate(value.median)}</text>`,
  ].join('\n');
}
