import type { Environment, Timer } from '../../environment/environment';
import { isNoRoom } from '../disk/system-error';

/** How often room is looked for, and how often what is left of it is looked at. */
const EVERY_MS = 1000;
/** Room is there when this much could be written. */
const PROBE_BYTES = 64 * 1024;
/** No descriptor to look with: that says nothing of the disk. */
const NO_DESCRIPTOR: readonly unknown[] = ['EMFILE', 'ENFILE'];

/** Where room is looked for: the storage of the log. */
export interface Roomy {
  /** Rejects as a write of so many bytes would. */
  probe(bytes: number): Promise<void>;
  freeBytes(): Promise<number>;
}

export interface RoomWatchOptions {
  /** Less free than this is no room; 0 is never looked at. */
  readonly freeMinBytes: number;
  /** Writes what waits for room; resolves with whether all of it is written. */
  readonly writeWaiting: () => Promise<boolean>;
  readonly onLow: (reason: string) => void;
  readonly onRoom: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Looks for room on a full disk until there is some, and for a disk that is nearly full. */
export class RoomWatch {
  readonly #storage: Roomy;
  readonly #environment: Environment;
  readonly #options: RoomWatchOptions;
  #isFull = false;
  #timer: Timer | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isLooking = false;
  #stopped = false;

  constructor(storage: Roomy, environment: Environment, options: RoomWatchOptions) {
    this.#storage = storage;
    this.#environment = environment;
    this.#options = options;
    if (options.freeMinBytes > 0) this.#lookLater();
  }

  /** A write found no room: `onRoom` is called once there is some. */
  full(): void {
    this.#isFull = true;
    this.#lookLater();
  }

  /** Resolves when nothing is being looked at any more. */
  stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    return this.#looking;
  }

  #lookLater(): void {
    // Who looks now plans the next look: two at once would take each other's scratch file away.
    if (this.#stopped || this.#isLooking) return;
    this.#timer ??= this.#environment.after(EVERY_MS, () => {
      this.#timer = undefined;
      this.#looking = this.#look();
    });
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    try {
      const low = await this.#low();
      if (low !== undefined) this.#options.onLow(low);
      else if (this.#isFull && (await this.#hasRoom())) this.#found();
    } catch (error) {
      this.#stopped = true;
      this.#options.onFailure(error);
    }
    this.#isLooking = false;
    if (this.#isFull || this.#options.freeMinBytes > 0) this.#lookLater();
  }

  async #low(): Promise<string | undefined> {
    const { freeMinBytes } = this.#options;
    if (freeMinBytes === 0) return undefined;
    const free = await this.#storage.freeBytes();
    if (free >= freeMinBytes) return undefined;
    this.#isFull = true;
    return `${free} bytes are free on the disk, ${freeMinBytes} must stay so`;
  }

  async #hasRoom(): Promise<boolean> {
    try {
      await this.#storage.probe(PROBE_BYTES);
      return await this.#options.writeWaiting();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (isNoRoom(error) || NO_DESCRIPTOR.includes(code)) return false;
      throw error;
    }
  }

  #found(): void {
    if (this.#stopped) return;
    this.#isFull = false;
    this.#options.onRoom();
  }
}
