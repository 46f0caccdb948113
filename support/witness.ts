/**
 * What nobody should have seen during a scenario, and what the scenario said it would provoke.
 * The hook after each scenario fails on any difference.
 */
export class Witness {
  /** 5xx answers that no step announced: « 500 POST /api/articles ». */
  readonly surprises: string[] = [];
  readonly #announcedStatuses = new Set<number>();
  #announcesErrorLines = false;
  #tornAfterPid: number | undefined;
  readonly #damagedDirectories = new Set<string>();

  sawStatus(status: number, call: string): void {
    if (status >= 500 && !this.#announcedStatuses.has(status)) {
      this.surprises.push(`${status} ${call}`);
    }
  }

  announceStatus(status: number): void {
    this.#announcedStatuses.add(status);
  }

  announceErrorLines(): void {
    this.#announcesErrorLines = true;
  }

  announceDamage(directory: string): void {
    this.#damagedDirectories.add(directory);
  }

  /** The log got an unfinished tail after this server ended: legal until the next one starts. */
  announceTornTail(afterPid: number): void {
    this.#tornAfterPid = afterPid;
  }

  expectsTornTail(lastPid: number): boolean {
    return this.#tornAfterPid === lastPid;
  }

  get expectsErrorLines(): boolean {
    return this.#announcesErrorLines;
  }

  expectsDamage(directory: string): boolean {
    return this.#damagedDirectories.has(directory);
  }
}
