import { LithairError } from '../errors/lithair-error';
import { reasonOf } from '../errors/reason-of';
import type { Disk } from '../storage/disk/disk';
import type { LogPosition } from '../storage/log/log-position';
import { checkBefore } from '../storage/recovery/check-before';
import { corruption } from '../storage/recovery/recovery';

/**
 * Checks the part of the log that was not read at the start, while requests are answered. Damage
 * there ends the node as it would have prevented its start (INV-2).
 */
export class BackgroundCheck {
  #isStopped = false;
  readonly #running: Promise<void>;
  #isDone = false;

  /** @param onDamage takes what `lithair verify` would say. */
  constructor(
    disk: Disk,
    directory: string,
    until: LogPosition,
    onDamage: (error: LithairError) => void,
  ) {
    this.#running = this.#run(disk, directory, until).then(
      (damage) => {
        if (damage !== undefined) onDamage(damage);
      },
      (error: unknown) => {
        const message = `checking the log: ${reasonOf(error)}`;
        onDamage(new LithairError('disk_failed', message, {}, error));
      },
    );
  }

  /** Everything was checked, and is whole. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Stops at the next chunk. */
  stop(): Promise<void> {
    this.#isStopped = true;
    return this.#running;
  }

  async #run(disk: Disk, directory: string, until: LogPosition): Promise<LithairError | undefined> {
    const verdict = await checkBefore(disk, directory, until, () => this.#isStopped);
    this.#isDone = verdict === undefined && !this.#isStopped;
    return verdict === undefined ? undefined : corruption(directory, verdict);
  }
}
