import { frenchFigure } from './french-figures';
import type { Latencies } from './latencies';

interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const FRAME: Frame = { width: 640, height: 300, left: 62, right: 20, top: 46, bottom: 46 };
const PERCENTS = [0, 50, 90, 95, 99, 99.9, 99.99];
const POINTS = 160;
/** The x axis counts nines: 90 % → 1, 99 % → 2, 99.9 % → 3. */
const nines = (percent: number): number => -Math.log10(1 - percent / 100);

export interface LatencyPlot {
  title: string;
  latencies: Latencies;
  budget?: { percent: number; ms: number };
}

/**
 * A percentile curve as SVG: small, readable alone, with the promise drawn beside the measure.
 */
export function latencyPlot({ title, latencies, budget }: LatencyPlot): string {
  const lastNine = Math.min(4, Math.log10(Math.max(10, latencies.count)));
  const top = Math.max(latencies.maxMs, (budget?.ms ?? 0) * 1.05, 0.1);
  const x = (percent: number): number =>
    FRAME.left + (nines(percent) / lastNine) * (FRAME.width - FRAME.left - FRAME.right);
  const y = (ms: number): number =>
    FRAME.height - FRAME.bottom - (ms / top) * (FRAME.height - FRAME.top - FRAME.bottom);
  const curve = Array.from({ length: POINTS + 1 }, (_, i) => {
    const percent = 100 * (1 - 10 ** -((i / POINTS) * lastNine));
    return `${x(percent).toFixed(1)},${y(latencies.percentile(percent)).toFixed(1)}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${FRAME.width} ${FRAME.height}" ` +
      `width="${FRAME.width}" height="${FRAME.height}" font-family="system-ui, sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    `<text x="${FRAME.left}" y="20" font-size="15" font-weight="600" fill="#111827">${escapeXml(title)}</text>`,
    `<text x="${FRAME.left}" y="37" fill="#6b7280">${subtitle(latencies)}</text>`,
    ...horizontalGrid(top, y),
    ...PERCENTS.filter((percent) => nines(percent) <= lastNine).map((percent) =>
      column(percent, x(percent)),
    ),
    `<polyline fill="none" stroke="#2563eb" stroke-width="2" points="${curve.join(' ')}"/>`,
    ...(budget === undefined ? [] : promiseMark(budget, x, y)),
    `<text x="${FRAME.width / 2}" y="${FRAME.height - 8}" text-anchor="middle" fill="#374151">` +
      'part des requêtes servies en moins de…</text>',
    `<text transform="translate(14 ${FRAME.height / 2}) rotate(-90)" text-anchor="middle" fill="#374151">` +
      'latence (ms)</text>',
    '</svg>',
  ].join('\n');
}

function subtitle(latencies: Latencies): string {
  const at = (percent: number): string => frenchFigure(latencies.percentile(percent));
  return (
    `${frenchFigure(latencies.count)} requêtes · p50 ${at(50)} · p95 ${at(95)} · p99 ${at(99)} · ` +
    `max ${frenchFigure(latencies.maxMs)} ms`
  );
}

function horizontalGrid(top: number, y: (ms: number) => number): string[] {
  const rough = top / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const marks: string[] = [];
  for (let ms = 0; ms <= top; ms += step) {
    const height = y(ms).toFixed(1);
    marks.push(
      `<line x1="${FRAME.left}" x2="${FRAME.width - FRAME.right}" y1="${height}" y2="${height}" stroke="#e5e7eb"/>`,
      `<text x="${FRAME.left - 6}" y="${height}" dy="4" text-anchor="end" fill="#6b7280">${frenchFigure(ms)}</text>`,
    );
  }
  return marks;
}

function column(percent: number, at: number): string {
  const label = `${String(percent).replace('.', ',')} %`;
  const foot = FRAME.height - FRAME.bottom;
  return (
    `<line x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${FRAME.top}" y2="${foot}" stroke="#f3f4f6"/>` +
    `<text x="${at.toFixed(1)}" y="${foot + 16}" text-anchor="middle" fill="#6b7280">${label}</text>`
  );
}

/** The promise: where the curve must pass below. */
function promiseMark(
  { percent, ms }: { percent: number; ms: number },
  x: (percent: number) => number,
  y: (ms: number) => number,
): string[] {
  const height = y(ms).toFixed(1);
  const end = x(percent).toFixed(1);
  const label = `promis: p${String(percent).replace('.', ',')} < ${frenchFigure(ms)} ms`;
  return [
    `<line x1="${FRAME.left}" x2="${end}" y1="${height}" y2="${height}" stroke="#dc2626" stroke-dasharray="5 4"/>`,
    `<circle cx="${end}" cy="${height}" r="4" fill="#dc2626"/>`,
    `<text x="${end}" y="${height}" dx="-6" dy="-6" text-anchor="end" fill="#dc2626">${escapeXml(label)}</text>`,
  ];
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
