import type { Fields } from './log-replay';

/** A version of a record as the client knows it; `null` once deleted. */
export type Version = Fields | null;

export interface Entry {
  id: string | undefined;
  /** The creation was acknowledged: a 2xx whose body carried the id. */
  isCreated: boolean;
  /** The last version that the server acknowledged. */
  acknowledged: Version | undefined;
  /** A version sent and not (yet) acknowledged: allowed in the log, never required. */
  pending: Version | undefined;
}

/**
 * What the clients of one scenario sent and saw acknowledged, by article number.
 * It is the oracle of "nothing lost": never what the server says of itself.
 */
export class Ledger {
  readonly entries = new Map<number, Entry>();
  acknowledgedCount = 0;
  /** Changes of an article that must be in the log: acknowledged, or found by a restart. */
  keptCount = 0;
  #nextNumber = 0;

  /** Reserves the number of the next article to generate. */
  nextNumber(): number {
    return this.#nextNumber++;
  }

  /** The number generated last; -1 before the first. */
  get lastNumber(): number {
    return this.#nextNumber - 1;
  }

  send(n: number, version: Version): void {
    const entry = this.entries.get(n);
    if (entry !== undefined) entry.pending = version;
    else {
      const fresh = { id: undefined, isCreated: false, acknowledged: undefined, pending: version };
      this.entries.set(n, fresh);
    }
  }

  acknowledge(n: number, id: string): void {
    this.#keep(n, id);
    this.acknowledgedCount += 1;
  }

  /**
   * Nobody was told of the write, but a restart found it: from now on it must stay, as if it had
   * been acknowledged.
   */
  adopt(n: number, id: string): void {
    this.#keep(n, id);
  }

  #keep(n: number, id: string): void {
    const entry = this.entries.get(n);
    if (entry?.pending === undefined) throw new Error(`article ${n} acknowledged, never sent`);
    entry.acknowledged = entry.pending;
    entry.pending = undefined;
    entry.id ??= id;
    entry.isCreated = true;
    this.keptCount += 1;
  }

  /** The server refused: nothing of it may ever be stored. */
  refuse(n: number): void {
    const entry = this.entries.get(n);
    if (entry === undefined) throw new Error(`article ${n} refused, never sent`);
    entry.pending = undefined;
    if (!entry.isCreated) this.entries.delete(n);
  }

  get createdIds(): string[] {
    return [...this.entries.values()].flatMap(({ isCreated, id }) => (isCreated && id ? [id] : []));
  }

  /** Numbers of the articles known to be alive. */
  get aliveNumbers(): number[] {
    return [...this.entries].flatMap(([n, { acknowledged }]) => (acknowledged ? [n] : []));
  }

  idOf(n: number): string {
    const id = this.entries.get(n)?.id;
    if (id === undefined) throw new Error(`article ${n} has no known id`);
    return id;
  }
}
