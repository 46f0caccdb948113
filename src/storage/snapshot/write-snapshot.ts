import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { FrozenState } from '../../engine/frozen-state';
import type { FrozenView } from '../../engine/views/view-entry';
import type { DiskFile } from '../disk/disk';
import { writeHex } from '../log/hex';
import type { StoragePlace } from '../log/file-storage';
import { PREFIX_BYTES } from '../log/log-format';
import { historyLines } from './history-lines';
import { viewLines } from './view-lines';
import {
  SNAPSHOT_BESIDE,
  type BlockLine,
  type HistoryBlockLine,
  type SnapshotLine,
  type ViewBlockLine,
  type SnapshotHeader,
} from './snapshot-format';

/** A block is closed at either; one is made in a turn of the event loop: it must be short work. */
const BLOCK_LINES = 256;
const BLOCK_CHARACTERS = 64 * 1024;
/**
 * Written and synced together. Small: much unsynced data of this file would have to reach the disk
 * before the next sync of the log does.
 */
const PIECE_BYTES = 1024 * 1024;

/**
 * Writes a snapshot beside the current one, synced. Requests are answered between its blocks.
 */
export async function writeSnapshot(
  { disk, directory, environment }: StoragePlace,
  header: SnapshotHeader,
  { sections, views = [] }: FrozenState,
): Promise<void> {
  const file = await disk.create(path.join(directory, SNAPSHOT_BESIDE));
  try {
    const out = new PieceWriter(file);
    out.line(header);
    let records = 0;
    let history: number | undefined;
    let keys: number | undefined;
    for (const { line, bytes } of blocksOfAll(sections, views)) {
      if ('history' in line) history = (history ?? 0) + line.history;
      else if ('keys' in line) keys = (keys ?? 0) + line.keys;
      else records += line.records;
      out.line(line, bytes);
      if (out.isFull) await out.flush();
      else await new Promise<void>((resolve) => environment.soon(resolve));
    }
    out.line({ end: true, records, history, keys });
    await out.flush();
  } finally {
    await file.close();
  }
}

interface Block {
  readonly line: BlockLine | HistoryBlockLine | ViewBlockLine;
  readonly bytes: Buffer;
}

type Section = FrozenState['sections'][number];

function* blocksOfAll(
  sections: readonly Section[],
  views: readonly FrozenView[],
): Generator<Block> {
  for (const section of sections) yield* blocksOf(section);
  for (const { name: section, entries } of views)
    for (const { lines, bytes } of chunksOf(viewLines(entries)))
      yield { line: { section, keys: lines, bytes: bytes.length }, bytes };
}

function* blocksOf({ name: section, entries, history }: Section): Generator<Block> {
  for (const { lines, bytes } of chunksOf(recordLines(entries)))
    yield { line: { section, records: lines, bytes: bytes.length }, bytes };
  if (history === undefined) return;
  for (const { lines, bytes } of chunksOf(historyLines(history)))
    yield { line: { section, history: lines, bytes: bytes.length }, bytes };
}

function* recordLines(entries: Section['entries']): Generator<string> {
  for (const { createdSeq, version, id, json } of entries)
    yield `${createdSeq} ${version} ${id} ${json}\n`;
}

function* chunksOf(lines: Iterable<string>): Generator<{ lines: number; bytes: Buffer }> {
  let text = '';
  let count = 0;
  for (const line of lines) {
    text += line;
    count += 1;
    if (count < BLOCK_LINES && text.length <= BLOCK_CHARACTERS) continue;
    yield { lines: count, bytes: Buffer.from(text) };
    text = '';
    count = 0;
  }
  if (count > 0) yield { lines: count, bytes: Buffer.from(text) };
}

/** Lines with their checksums, gathered into pieces that are written and synced at once. */
class PieceWriter {
  readonly #file: DiskFile;
  #parts: Buffer[] = [];
  #bytes = 0;
  #offset = 0;
  #crc = 0;

  constructor(file: DiskFile) {
    this.#file = file;
  }

  get isFull(): boolean {
    return this.#bytes >= PIECE_BYTES;
  }

  /** A line, and the bytes that follow it. */
  line(value: SnapshotLine, bytes?: Buffer): void {
    const line = Buffer.from(`00000000:${JSON.stringify(value)}\n`);
    const crc = crc32(line.subarray(PREFIX_BYTES, -1), this.#crc);
    this.#crc = bytes === undefined ? crc : crc32(bytes, crc);
    writeHex(line, 0, this.#crc);
    this.#put(line);
    if (bytes !== undefined) this.#put(bytes);
  }

  async flush(): Promise<void> {
    const piece = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    await this.#file.write(piece, this.#offset);
    await this.#file.sync();
    this.#offset += piece.length;
  }

  #put(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
  }
}
