import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sayAndKill } from '../engine-run';
import { ROOT } from '../server-command';
import { sizePlot, type SizePoint } from './size-plot';
import type { Soak } from './soak';

/** What a program that holds a given amount of data said of itself. */
export interface SizeSaid {
  records: number;
  /** UTF-8 bytes of the JSON of all records. */
  jsonBytes: number;
  rssBytes: number;
  rssBytesMax: number;
  restartMs: number;
}

const CHILD = join(__dirname, 'size-child.ts');
const MEGABYTE = 1_000_000;
const SIZES = [10, 100, 500, 1000].map((megabytes) => megabytes * MEGABYTE);

interface Kind {
  name: string;
  recordBytes: number;
  text: 'latin' | 'wide';
}

const KINDS: readonly Kind[] = [
  { name: 'records of 250 bytes', recordBytes: 250, text: 'latin' },
  { name: 'records of 1,000 bytes', recordBytes: 1000, text: 'latin' },
  { name: 'records of 10,000 bytes', recordBytes: 10_000, text: 'latin' },
  { name: '1,000 bytes, one curly quote in each', recordBytes: 1000, text: 'wide' },
];

/** What records cost in memory, from 10 MB to 1 GB of them; `--cycles` says how many sizes. */
export const sizes: Soak = {
  summary:
    'resident memory of 10 MB, 100 MB, 500 MB and 1 GB of records, after SIGKILL and restart',
  defaults: { cycles: SIZES.length, minutes: 240 },
  run: async ({ cycles, report }) => {
    const points: SizePoint[] = [];
    let isSound = true;
    const { opened: empty } = await measure(KINDS[0] as Kind, 0);
    report(`an empty node: ${Math.round(empty.rssBytes / MEGABYTE)} MB`);
    for (const kind of KINDS) {
      for (const bytes of SIZES.slice(0, cycles)) {
        const { filled, opened } = await measure(kind, bytes);
        isSound &&= filled.records === opened.records && filled.jsonBytes === opened.jsonBytes;
        points.push({ series: kind.name, jsonBytes: opened.jsonBytes, rssBytes: opened.rssBytes });
        report(rowOf(kind, filled, opened));
      }
    }
    const file = join(ROOT, 'reports/data-sizes.svg');
    mkdirSync(join(ROOT, 'reports'), { recursive: true });
    writeFileSync(file, sizePlot(points));
    return { line: `${points.length} sizes, drawn in ${file}`, isSound };
  },
};

async function measure(
  { recordBytes, text }: Kind,
  bytes: number,
): Promise<{ filled: SizeSaid; opened: SizeSaid }> {
  const directory = mkdtempSync(join(tmpdir(), 'lithair-sizes-'));
  const args = ['fill', directory, String(bytes), String(recordBytes), text];
  const filled = await sayAndKill<SizeSaid>(CHILD, args);
  const opened = await sayAndKill<SizeSaid>(CHILD, ['open', directory]);
  rmSync(directory, { recursive: true });
  return { filled, opened };
}

/** A row of the table in docs/DATA-SIZES.md. */
function rowOf({ name }: Kind, filled: SizeSaid, opened: SizeSaid): string {
  const megabytes = (value: number): string => Math.round(value / MEGABYTE).toLocaleString('en-US');
  const cells = [
    name,
    opened.records.toLocaleString('en-US'),
    megabytes(opened.jsonBytes),
    megabytes(filled.rssBytes),
    megabytes(filled.rssBytesMax),
    megabytes(opened.rssBytes),
    (opened.rssBytes / opened.jsonBytes).toFixed(2),
    (opened.restartMs / 1000).toFixed(1),
  ];
  return `| ${cells.join(' | ')} |`;
}
