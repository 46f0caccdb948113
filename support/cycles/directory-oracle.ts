import { readdirSync } from 'node:fs';

import { expect } from 'chai';

import type { HttpClient } from '../http-client';
import type { Ledger } from '../ledger';
import { expectListEqualsReplay } from '../list-equals-replay';
import { expectOrderedLog } from '../log-order';
import { type Fields, replay } from '../log-replay';
import { expectFaithful, judge } from '../oracle';
import { readRaftlog } from '../raftlog-reader';
import type { Write } from './article-share';
import type { CycleTally } from './cycle-tally';
import { expectServedAsReplayed } from './served-state';
import { settleUnanswered } from './settle-unanswered';

/** At most so many of the records that a life changed are read one by one. */
const READ_BACK_MAX = 200;

export interface Inspection {
  http: HttpClient;
  unanswered: readonly Write[];
  /** A stop that was asked for answers everything that it takes: nothing else may be stored. */
  isCleanStop: boolean;
  /** Compare every record that is served, not only those that the last life changed. */
  isFull: boolean;
}

/**
 * Judges one data directory after each restart: the file, by the independent reader; what is
 * acknowledged, by the ledger of the clients; what is served, by the replay of the file.
 */
export class DirectoryOracle {
  readonly #directory: string;
  readonly #ledger: Ledger;
  readonly #tally: CycleTally;
  #tornTails = 0;
  #seq = 0;

  constructor(directory: string, ledger: Ledger, tally: CycleTally) {
    this.#directory = directory;
    this.#ledger = ledger;
    this.#tally = tally;
  }

  /** @throws {AssertionError} at the first promise that does not hold. */
  async inspect({ http, unanswered, isCleanStop, isFull }: Inspection): Promise<void> {
    const reading = readRaftlog(this.#directory);
    expectOrderedLog(reading);
    const verdict = judge(this.#ledger, reading.events);
    this.#tally.judged(verdict);
    expectFaithful(verdict);
    const articles = replay(reading.events).get('Article') ?? new Map<string, Fields>();
    this.#settle(unanswered, articles, isCleanStop);
    this.#countTornTails(isCleanStop);
    expect(reading.events.length, 'événements du journal, chacun écrit une fois').to.equal(
      this.#ledger.keptCount,
    );
    const changed = new Set(reading.events.slice(this.#seq).map(({ aggregate_id: id }) => id));
    this.#seq = reading.events.length;
    const lastChanged = [...changed].slice(-READ_BACK_MAX);
    await expectServedAsReplayed(http, lastChanged, { seq: this.#seq, articles });
    if (isFull) await expectListEqualsReplay(http, reading.events);
  }

  #settle(
    unanswered: readonly Write[],
    articles: ReadonlyMap<string, Fields>,
    isCleanStop: boolean,
  ): void {
    const { kept, dropped, split } = settleUnanswered(this.#ledger, unanswered, articles);
    this.#tally.kept += kept.length;
    this.#tally.dropped += dropped.length;
    expect(split, 'écritures sans réponse, stockées en partie').to.deep.equal([]);
    if (isCleanStop) {
      const calls = kept.map(({ method, path }) => `${method} ${path}`);
      expect(calls, 'écritures prises et restées sans réponse').to.deep.equal([]);
    }
  }

  #countTornTails(isCleanStop: boolean): void {
    const files = readdirSync(this.#directory).filter((name) => name.includes('.torn-'));
    if (isCleanStop) expect(files, 'fins déchirées après un arrêt propre').to.deep.equal([]);
    this.#tally.tornTails += files.length - this.#tornTails;
    this.#tornTails = files.length;
  }
}
