import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { eventOf, LOG } from '../../testing/sample-log';
import { seeded } from '../../testing/test-environment';
import { rig } from '../../testing/writer-rig';

const ACKNOWLEDGEMENTS = 120_000;
const CALLERS = 150;
const NEWLINE = 0x0a;
const SEQ = /^[0-9a-f]{8}:\{"seq":(\d+),/;

/** What the disk was asked for, and nothing that the writer says of itself. */
class LogTrace {
  /** Where each event ends in the file, read in the bytes that were written. */
  readonly #endOf = new Map<number, number>();
  #written = 0;
  /** Everything up to here was written before a sync that then said OK. */
  #synced = 0;
  syncs = 0;

  watch(disk: MemoryDisk): void {
    const open = disk.open.bind(disk);
    disk.open = async (path, access) => {
      const file = await open(path, access);
      if (path !== LOG) return file;
      const write = file.write.bind(file);
      const sync = file.sync.bind(file);
      file.write = async (bytes, position) => {
        await write(bytes, position);
        this.#noteLines(Buffer.from(bytes), position);
        this.#written = Math.max(this.#written, position + bytes.length);
      };
      file.sync = async () => {
        const covered = this.#written;
        await sync();
        this.#synced = Math.max(this.#synced, covered);
        this.syncs += 1;
      };
      return file;
    };
  }

  isCovered(seq: number): boolean {
    return (this.#endOf.get(seq) ?? Infinity) <= this.#synced;
  }

  #noteLines(bytes: Buffer, position: number): void {
    for (let start = 0; start < bytes.length;) {
      const end = bytes.indexOf(NEWLINE, start) + 1;
      const seq = SEQ.exec(bytes.toString('latin1', start, start + 40))?.[1];
      if (seq !== undefined) this.#endOf.set(Number(seq), position + end);
      start = end;
    }
  }
}

test(`each of ${ACKNOWLEDGEMENTS} acknowledgements follows a sync that covers it, in order (INV-1)`, async () => {
  const disk = new MemoryDisk();
  const trace = new LogTrace();
  trace.watch(disk);
  const { writer } = await rig(disk, { queueEventsMax: 1_000_000 });
  const random = seeded(24);
  disk.faults = async () => {
    if (random() < 0.2) await new Promise((resolve) => setImmediate(resolve));
  };
  let last = 0;
  let acknowledged = 0;
  await new Promise<void>((resolve, reject) => {
    const send = (): void => {
      const first = last + 1;
      if (first > ACKNOWLEDGEMENTS) return;
      const size = random() < 0.1 ? 1 + Math.floor(random() * 5) : 1;
      last += size;
      const events = Array.from({ length: size }, (_, index) =>
        eventOf(first + index, size - 1 - index),
      );
      writer.append(events, (error) => {
        try {
          assert.equal(error, undefined);
          assert.equal(first, acknowledged + 1, 'the order of acknowledgements');
          assert.ok(trace.isCovered(first + size - 1), `event ${first}`);
        } catch (failed) {
          reject(failed);
          return;
        }
        acknowledged += size;
        if (acknowledged >= ACKNOWLEDGEMENTS) resolve();
        else setImmediate(send);
      });
    };
    for (let caller = 0; caller < CALLERS; caller += 1) send();
  });
  assert.ok(acknowledged >= ACKNOWLEDGEMENTS);
  assert.ok(trace.syncs < acknowledged / 10, `${trace.syncs} syncs: they were grouped`);
  await writer.close();
});
