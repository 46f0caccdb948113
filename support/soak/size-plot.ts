import { escapeXml } from '../latency-plot';

/** One measure: so much JSON took so much memory. */
export interface SizePoint {
  series: string;
  jsonBytes: number;
  rssBytes: number;
}

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 20;
const TOP = 30;
const BOTTOM = 50;
const COLOURS = ['#2563eb', '#059669', '#d97706', '#db2777'];
const GOAL = 1.2;
const MEGABYTE = 1_000_000;
/** Both axes are logarithmic: from 10 MB to 3 GB. */
const LEAST = 10 * MEGABYTE;
const MOST = 3_000 * MEGABYTE;
const MARKS = [10, 30, 100, 300, 1000, 3000];

const share = (bytes: number): number => Math.log(bytes / LEAST) / Math.log(MOST / LEAST);
const x = (bytes: number): number => LEFT + share(bytes) * (WIDTH - LEFT - RIGHT);
const y = (bytes: number): number => HEIGHT - BOTTOM - share(bytes) * (HEIGHT - TOP - BOTTOM);

/** Resident memory over the size of the JSON that it holds, as SVG, with the goal beside it. */
export function sizePlot(points: readonly SizePoint[]): string {
  const series = [...new Set(points.map((point) => point.series))];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" ` +
      `height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ...MARKS.flatMap(grid),
    `<text x="${WIDTH / 2}" y="${HEIGHT - 12}" text-anchor="middle">JSON of the records (MB)</text>`,
    `<text transform="translate(16 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">` +
      'resident memory after a restart (MB)</text>',
    goalLine(),
    ...series.flatMap((name, at) => curve(name, at, points)),
    '</svg>',
    '',
  ].join('\n');
}

function grid(megabytes: number): string[] {
  const bytes = megabytes * MEGABYTE;
  const [across, up] = [x(bytes).toFixed(1), y(bytes).toFixed(1)];
  const [right, foot] = [WIDTH - RIGHT, HEIGHT - BOTTOM];
  return [
    `<line x1="${across}" x2="${across}" y1="${TOP}" y2="${foot}" stroke="#e5e7eb"/>`,
    `<line x1="${LEFT}" x2="${right}" y1="${up}" y2="${up}" stroke="#e5e7eb"/>`,
    `<text x="${across}" y="${foot + 16}" text-anchor="middle">${megabytes}</text>`,
    `<text x="${LEFT - 6}" y="${up}" dy="4" text-anchor="end">${megabytes}</text>`,
  ];
}

function goalLine(): string {
  const most = MOST / GOAL;
  return (
    `<line x1="${x(LEAST).toFixed(1)}" y1="${y(LEAST * GOAL).toFixed(1)}" x2="${x(most).toFixed(1)}" ` +
    `y2="${y(MOST).toFixed(1)}" stroke="#dc2626" stroke-dasharray="5 4"/>` +
    `<text x="${x(most).toFixed(1)}" y="${TOP - 8}" text-anchor="end" fill="#dc2626">` +
    `goal: ${GOAL} times the JSON</text>`
  );
}

function curve(name: string, at: number, points: readonly SizePoint[]): string[] {
  const colour = COLOURS[at % COLOURS.length] as string;
  const own = points.filter((point) => point.series === name);
  const place = ({ jsonBytes, rssBytes }: SizePoint): [string, string] => [
    x(jsonBytes).toFixed(1),
    y(rssBytes).toFixed(1),
  ];
  const line = own.map((point) => place(point).join(',')).join(' ');
  const dots = own.map((point) => {
    const [cx, cy] = place(point);
    return `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`;
  });
  const row = TOP + 16 + at * 18;
  return [
    `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${line}"/>`,
    ...dots,
    `<rect x="${LEFT + 14}" y="${row - 9}" width="12" height="4" fill="${colour}"/>`,
    `<text x="${LEFT + 32}" y="${row}">${escapeXml(name)}</text>`,
  ];
}
