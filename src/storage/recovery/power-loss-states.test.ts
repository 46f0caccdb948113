import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import type { InodeView } from '../../testing/memory-file';
import { openNode } from '../../testing/open-node';
import { contentsAfterPowerCut, sectorAfterPowerCut } from '../../testing/power-cut-states';
import { DATA, HEAD, LOG } from '../../testing/sample-log';
import { seeded } from '../../testing/test-environment';
import { ENCODINGS, type EncodingName } from '../log/encoding';
import type { LogScan } from '../log/log-scan';
import { LogWalk } from '../log/log-walk';
import { encodingOf } from '../log/segment-header';
import { newestMark, parseSlot, type Watermark } from '../log/watermark';
import { judge } from './verdict';

/** In CI; `LITHAIR_POWER_LOSS_STATES` asks for more. */
const STATES = Number(process.env['LITHAIR_POWER_LOSS_STATES'] ?? 5_000_000);
const LEVELS = ['disk', 'os'] as const;

/** What the machine held when power failed. */
interface CrashPoint {
  readonly log: InodeView;
  readonly head: InodeView;
  /** Last event that was acknowledged to be on stable storage. */
  readonly acknowledgedSeq: number;
}

/** Runs the whole product on a history, and notes what the disk held before each operation on it. */
async function crashPoints(
  seed: number,
  encoding: EncodingName,
  durability: (typeof LEVELS)[number],
): Promise<CrashPoint[]> {
  const random = seeded(seed);
  const disk = new MemoryDisk();
  const form = { encoding, hashChain: seed % 2 === 0 };
  const options = { ...form, durability, flushIntervalMs: 1, snapshotEvery: 0 };
  const node = await openNode(disk, { ...options, batchEventsMax: 1 + Math.floor(random() * 6) });
  const points: CrashPoint[] = [];
  let acknowledgedSeq = 0;
  disk.faults = () => {
    const log = disk.inode(LOG);
    const head = disk.inode(HEAD);
    if (log !== undefined && head !== undefined) points.push({ log, head, acknowledgedSeq });
    return random() < 0.5 ? new Promise((resolve) => setImmediate(resolve)) : undefined;
  };
  const writes: Promise<void>[] = [];
  for (let step = 0; step < 64; step += 1) {
    const count = random() < 0.3 ? 1 + Math.floor(random() * 3) : 1;
    const commands = Array.from({ length: count }, (_, index) => {
      const content = 'y'.repeat(Math.floor(random() * 500));
      const value = { id: `r${step}-${index}`, title: 'x', content };
      return { kind: 'create' as const, model: 'articles', value };
    });
    const acknowledge = (events: readonly { readonly seq: number }[]): void => {
      if (durability === 'disk') acknowledgedSeq = events.at(-1)?.seq ?? acknowledgedSeq;
    };
    writes.push(node.executeAll(commands).then(acknowledge));
    if (random() < 0.3) await writes.at(-1);
  }
  await Promise.all(writes);
  disk.faults = () => undefined;
  await node.close();
  return points;
}

/** A log as recovery reads it, and the checksum of the record that ends at each place. */
interface Read {
  readonly scan: LogScan;
  readonly ends: ReadonlyMap<number, number>;
}

async function read(content: Buffer, seqs: number[]): Promise<Read> {
  const disk = new MemoryDisk();
  disk.put(LOG, content);
  const scan = await new LogWalk(disk, DATA, { onEvent: ({ seq }) => seqs.push(seq) }).run();
  const ends = new Map<number, number>();
  if (typeof scan.header === 'string') return { scan, ends };
  let start = content.indexOf('\n') + 1;
  let crc = parseInt(content.toString('latin1', 0, 8), 16);
  ends.set(start, crc);
  const encoding = encodingOf(scan.header);
  while (start < scan.end.offset) {
    const end = encoding.endOf(content, start, content.length);
    crc = encoding.check(content, start, end, crc);
    ends.set(end, crc);
    start = end;
  }
  return { scan, ends };
}

interface LogState extends Read {
  readonly seqs: readonly number[];
}

/** The states of the log of one history; a log that no operation touched has the same ones again. */
class LogStates {
  readonly #random: () => number;
  readonly #reads = new Map<string, LogState>();
  #of: InodeView | undefined;
  #states: readonly LogState[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  async at(log: InodeView): Promise<readonly LogState[]> {
    const isSame =
      this.#of?.durable === log.durable &&
      this.#of.cached === log.cached &&
      this.#of.pending.length === log.pending.length;
    if (isSame) return this.#states;
    this.#of = log;
    const states: LogState[] = [];
    for (const [digest, content] of contentsAfterPowerCut(log, this.#random))
      states.push(await this.#readOnce(digest, content));
    this.#states = states;
    return states;
  }

  async #readOnce(digest: string, content: Buffer): Promise<LogState> {
    const known = this.#reads.get(digest);
    if (known !== undefined) return known;
    const seqs: number[] = [];
    const state = { ...(await read(content, seqs)), seqs };
    this.#reads.set(digest, state);
    return state;
  }
}

/** Judges each state of the log with each state of the head. @returns how many there were. */
function judgeAll(
  states: readonly LogState[],
  { head, acknowledgedSeq }: CrashPoint,
  name: string,
): number {
  const marks = [0, 512].map((at) => sectorAfterPowerCut(head, at).map(parseSlot));
  const heads: (Watermark | undefined)[] = (marks[0] ?? []).flatMap((first) =>
    (marks[1] ?? []).map((second) => newestMark([first, second])),
  );
  for (const { scan, ends, seqs } of states) {
    const seen: { -readonly [K in keyof LogScan]: LogScan[K] } = { ...scan };
    const isLost = seqs.some((seq, index) => seq !== index + 1) || seqs.length < acknowledgedSeq;
    if (isLost) assert.fail(`${name}: ${seqs.length} events, ${acknowledgedSeq} acknowledged`);
    for (const mark of heads) {
      seen.watchedCrc = mark && ends.get(mark.end);
      const verdict = judge(seen, mark);
      if (verdict.kind === 'corrupt') assert.fail(`${name}: a false alarm: ${verdict.reason}`);
    }
  }
  return states.length * heads.length;
}

test(`${STATES} states that a power cut may leave: nothing acknowledged is lost, no alarm is false (INV-1, INV-2)`, async () => {
  let states = 0;
  for (let seed = 1; states < STATES; seed += 1) {
    for (const encoding of ENCODINGS) {
      for (const durability of LEVELS) {
        const logs = new LogStates(seeded(seed));
        for (const [index, point] of (await crashPoints(seed, encoding, durability)).entries()) {
          const name = `seed ${seed} ${encoding} ${durability} #${index}`;
          states += judgeAll(await logs.at(point.log), point, name);
        }
      }
    }
  }
  assert.ok(states >= STATES);
  process.stdout.write(`${states} states\n`);
});
