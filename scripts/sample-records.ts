// `npm run --silent sample -- readings 20000 > readings.ndjson`: records for `npm run inject`, one
// a line, the same for the same seed.
import { Readable } from 'node:stream';

const KINDS: Record<string, (index: number, draw: () => number) => object> = {
  readings: (index, draw) => ({
    sensor: `sensor-${String((index % 10) + 1).padStart(3, '0')}`,
    time: Date.UTC(2026, 0, 1) + index * 1_000,
    value: Math.round((20 + 5 * draw()) * 100) / 100,
  }),
  articles: (index, draw) => ({
    id: `article-${index + 1}`,
    title: `Article ${index + 1}`,
    content: draw().toString(36).repeat(10),
  }),
};

const [, , kind = '', count = '', seed = '1'] = process.argv;
const record = KINDS[kind];
if (record === undefined || !/^\d{1,9}$/.test(count) || !/^\d{1,9}$/.test(seed)) {
  process.stderr.write(`npm run sample -- ${Object.keys(KINDS).join('|')} COUNT [SEED]\n`);
  process.exit(64);
}

let state = Number(seed);
/** Uniform in [0, 1) (mulberry32). */
function draw(): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}

function* lines(make: (index: number, draw: () => number) => object): Generator<string> {
  for (let index = 0; index < Number(count); index += 1)
    yield `${JSON.stringify(make(index, draw))}\n`;
}

process.stdout.on('error', () => process.exit(74));
Readable.from(lines(record)).pipe(process.stdout);
