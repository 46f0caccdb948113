import path from 'node:path';
import type { Disk } from '../disk/disk';
import { digestOf, segmentsByDigest, writeDigest } from './segment-digest';

/**
 * Gives each sealed segment its digest, off the path of a write: one segment after the other, a
 * piece between two requests. What a crash prevented is made good at the next start. A digest is a
 * witness: one that cannot be written is reported, and nothing else happens.
 */
export class DigestWriter {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #onFailure: (file: string, error: unknown) => void;
  readonly #failed = new Set<string>();
  #isStopped = false;
  #isAsked = false;
  #running: Promise<void> | undefined;

  constructor(disk: Disk, directory: string, onFailure: (file: string, error: unknown) => void) {
    this.#disk = disk;
    this.#directory = directory;
    this.#onFailure = onFailure;
  }

  /** There may be segments without a digest. */
  note(): void {
    this.#isAsked = true;
    this.#running ??= this.#run();
  }

  /** Resolves when every segment that was sealed before has its digest, or cannot have one. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Stops at the next piece. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.idle();
  }

  async #run(): Promise<void> {
    while (this.#isAsked && !this.#isStopped) {
      this.#isAsked = false;
      await this.#digestAll().catch((error: unknown) => this.#onFailure('*.sha256', error));
    }
    this.#running = undefined;
  }

  async #digestAll(): Promise<void> {
    const { lacking } = await segmentsByDigest(this.#disk, this.#directory);
    for (const { file } of lacking.filter((segment) => !this.#failed.has(segment.file))) {
      try {
        await this.#digest(path.join(this.#directory, file));
      } catch (error) {
        this.#failed.add(file);
        this.#onFailure(file, error);
      }
      if (this.#isStopped) return;
    }
  }

  async #digest(file: string): Promise<void> {
    const digest = await digestOf(this.#disk, file, () => this.#isStopped);
    if (digest !== undefined) await writeDigest(this.#disk, file, digest);
  }
}
