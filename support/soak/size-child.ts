// A program that fills its own node with a given amount of data, or opens one that is full. It says
// one line of JSON, then waits to be killed.
import { defineModel, field, lithair, type Lithair } from 'lithair';
import { z } from 'zod';

import type { SizeSaid } from './sizes';

const LOT = 500;

const [, , mode = '', directory = '', amount = '0', size = '0', text = ''] = process.argv;

const Document = defineModel('documents', { title: field(z.string()), body: field(z.string()) });

/** One record of some `bytes` of JSON; one curly quote makes all of its text wide. */
function value(n: number, bytes: number): { id: string; title: string; body: string } {
  const id = `document-${String(n).padStart(8, '0')}`;
  const title = `Document ${n} ${text === 'wide' ? '\u2019' : "'"}`;
  const frame = JSON.stringify({ id, title, body: '' }).length;
  const words = `${n} some words of a text that somebody wrote `;
  return { id, title, body: words.repeat(Math.ceil(bytes / words.length)).slice(0, bytes - frame) };
}

async function fill(app: Lithair, bytes: number, recordBytes: number): Promise<void> {
  const records = Math.ceil(bytes / recordBytes);
  for (let from = 0; from < records; from += LOT) {
    const lot = Array.from({ length: Math.min(LOT, records - from) }, (_, n) => ({
      ...{ kind: 'create' as const, model: Document.name },
      value: value(from + n, recordBytes),
    }));
    await app.executeAll(lot);
  }
}

async function main(): Promise<void> {
  const app = await lithair({ models: [Document], directory, durability: 'os' });
  if (mode === 'fill') await fill(app, Number(amount), Number(size));
  // Before anything is added up: that makes garbage of its own.
  const rssBytes = process.memoryUsage.rss();
  const rssBytesMax = process.resourceUsage().maxRSS * 1024;
  const all = { records: Infinity, bytes: Infinity };
  const { pieces, count } = app.withState((state) => state.records(Document.name).texts(0, all));
  const listBytes = pieces.reduce((sum, { length }) => sum + length, 0);
  const said: SizeSaid = {
    records: count,
    jsonBytes: listBytes - Math.max(0, count - 1),
    rssBytes,
    rssBytesMax,
    restartMs: app.recovery.ms,
  };
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

void main();
setInterval(() => undefined, 60_000);
