import type { Environment, Timer } from '../../environment/environment';

export interface LaterSyncOptions {
  readonly sync: () => Promise<void>;
  readonly intervalMs: number;
  /** Somebody waits, and all that was appended is written: do not wait for the interval. */
  readonly takeHaste: () => boolean;
  readonly onFailure: (error: unknown) => void;
}

/**
 * The syncs of `memory` and `os`, which do not wait for the disk, but it must not lag behind for
 * ever. One at a time: two would end in any order, and a second one must not start once the first
 * has failed.
 */
export class LaterSync {
  readonly #environment: Environment;
  readonly #options: LaterSyncOptions;
  #timer: Timer | undefined;
  #syncing: Promise<void> | undefined;
  /** Something was written since the last sync began. */
  #isDue = false;
  #isStopped = false;

  constructor(environment: Environment, options: LaterSyncOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  /** Something was written. */
  plan(): void {
    this.#isDue = true;
    if (this.#syncing !== undefined || this.#isStopped) return;
    if (this.#options.takeHaste()) this.#start();
    else this.#timer ??= this.#environment.after(this.#options.intervalMs, () => this.#start());
  }

  /** What is planned is not done; resolves when none is in flight any more. */
  async cancel(): Promise<void> {
    this.#forget();
    while (this.#syncing !== undefined) {
      await this.#syncing;
      this.#forget();
    }
  }

  /** As `cancel`, and nothing is planned from here on. */
  stop(): Promise<void> {
    this.#isStopped = true;
    return this.cancel();
  }

  #forget(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #start(): void {
    this.#forget();
    this.#syncing = this.#run();
  }

  async #run(): Promise<void> {
    this.#isDue = false;
    try {
      await this.#options.sync();
    } catch (error) {
      this.#isStopped = true;
      this.#options.onFailure(error);
    }
    this.#syncing = undefined;
    if (this.#isDue) this.plan();
  }
}
