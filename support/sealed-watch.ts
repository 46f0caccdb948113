import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { filePrint } from './directory-print';

const LOOK_MS = 5;

export const sealedNames = (directory: string): string[] =>
  (existsSync(directory) ? readdirSync(directory) : []).filter((name) =>
    /^events-\d{16}\.raftlog$/.test(name),
  );

/** Prints each sealed segment as soon as it is seen, while clients write. */
export class SealedWatch {
  readonly #directory: string;
  readonly #prints = new Map<string, string>();
  readonly #timer: NodeJS.Timeout;

  constructor(directory: string) {
    this.#directory = directory;
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** @returns how many were seen so far, and those that are not as they were. */
  compare(): { seen: number; changed: string[] } {
    this.#look();
    const changed = [...this.#prints].filter(([name, print]) => this.#print(name) !== print);
    return { seen: this.#prints.size, changed: changed.map(([name]) => name) };
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const name of sealedNames(this.#directory))
      if (!this.#prints.has(name)) this.#prints.set(name, this.#print(name));
  }

  #print(name: string): string {
    try {
      return filePrint(join(this.#directory, name));
    } catch {
      return 'removed';
    }
  }
}
