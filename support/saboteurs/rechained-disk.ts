import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';

import type { Disk } from 'lithair';

import { brokenDisk, BrokenFile } from './broken-disk';

const HEX = (value: number): string => value.toString(16).padStart(8, '0');
const HASH = /^\{"hash":"[0-9a-f]{64}"/;

/** The hash that a saboteur gives an event, behind that of the event before. */
export type HashOf = (json: string, previous: string) => string;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** As the format has it: the hash before, in the place of the event's own. */
export const honestHash: HashOf = (json, previous) =>
  sha256(json.replace(HASH, `{"hash":"${previous}"`));

/**
 * Chains a log of lines in another way, and makes every checksum right again, so that only the
 * chain can tell. For a log of one segment that is made by this server.
 */
class RechainedFile extends BrokenFile {
  readonly #hashOf: HashOf;
  readonly #restartsAtEachBatch: boolean;
  #genesis = '';
  #hash = '';
  #crc = 0;

  constructor(honest: BrokenFile['honest'], hashOf: HashOf, restartsAtEachBatch: boolean) {
    super(honest);
    this.#hashOf = hashOf;
    this.#restartsAtEachBatch = restartsAtEachBatch;
  }

  override async write(bytes: Uint8Array, position: number): Promise<void> {
    if (this.#genesis === '') await this.#readHeader(position);
    if (this.#restartsAtEachBatch) this.#hash = this.#genesis;
    const lines = Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1);
    const rechained = lines.map((line) => this.#rechained(line.slice(9)));
    return super.write(Buffer.from(`${rechained.join('\n')}\n`), position);
  }

  /** Only the header stands before the first batch. */
  async #readHeader(end: number): Promise<void> {
    const line = Buffer.alloc(end);
    await super.read(line, 0);
    this.#crc = Number.parseInt(line.toString('latin1', 0, 8), 16);
    this.#genesis = this.#hash = sha256(line.toString('utf8', 9, end - 1));
  }

  #rechained(honest: string): string {
    let json = honest;
    if (HASH.test(json)) {
      this.#hash = this.#hashOf(json, this.#hash);
      json = json.replace(HASH, `{"hash":"${this.#hash}"`);
    }
    this.#crc = crc32(json, this.#crc);
    return `${HEX(this.#crc)}:${json}`;
  }
}

export const rechainedDisk = (hashOf: HashOf, { restartsAtEachBatch = false } = {}): Disk =>
  brokenDisk((file, path) =>
    basename(path) === 'events.raftlog'
      ? new RechainedFile(file, hashOf, restartsAtEachBatch)
      : file,
  );
