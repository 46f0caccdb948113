import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { FrozenState } from '../../engine/frozen-state';
import type { DiskFile } from '../disk/disk';
import { writeHex } from '../log/hex';
import type { StoragePlace } from '../log/file-storage';
import { PREFIX_BYTES } from '../log/log-format';
import {
  SNAPSHOT_BESIDE,
  type BlockLine,
  type EndLine,
  type SnapshotHeader,
} from './snapshot-format';

/** A block is closed at either; one is made in a turn of the event loop: it must be short work. */
const BLOCK_RECORDS = 256;
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
  { sections }: FrozenState,
): Promise<void> {
  const file = await disk.create(path.join(directory, SNAPSHOT_BESIDE));
  try {
    const out = new PieceWriter(file);
    out.line(header);
    let records = 0;
    for (const section of sections) {
      for (const block of blocksOf(section)) {
        records += block.line.records;
        out.line(block.line, block.bytes);
        if (out.isFull) await out.flush();
        else await new Promise<void>((resolve) => environment.soon(resolve));
      }
    }
    out.line({ end: true, records });
    await out.flush();
  } finally {
    await file.close();
  }
}

interface Block {
  readonly line: BlockLine;
  readonly bytes: Buffer;
}

function* blocksOf({ name, entries }: FrozenState['sections'][number]): Generator<Block> {
  let text = '';
  let records = 0;
  const take = (): Block => {
    const bytes = Buffer.from(text);
    const line = { section: name, records, bytes: bytes.length };
    text = '';
    records = 0;
    return { line, bytes };
  };
  for (const entry of entries) {
    if (entry === undefined) continue;
    text += `${entry.createdSeq} ${entry.version} ${entry.id} ${entry.json}\n`;
    records += 1;
    if (records === BLOCK_RECORDS || text.length > BLOCK_CHARACTERS) yield take();
  }
  if (records > 0) yield take();
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
  line(value: SnapshotHeader | BlockLine | EndLine, bytes?: Buffer): void {
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
