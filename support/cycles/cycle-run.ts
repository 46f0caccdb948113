import { setTimeout as pause } from 'node:timers/promises';

import { expect } from 'chai';

import { HttpClient } from '../http-client';
import { Ledger } from '../ledger';
import { type Exit, LithairServer, type ServerOptions } from '../lithair-server';
import { SeededRandom } from '../seeded-random';
import { Witness } from '../witness';
import { ArticleShare } from './article-share';
import type { CycleTally } from './cycle-tally';
import { DirectoryOracle } from './directory-oracle';
import { MixedClient } from './mixed-client';
import { strikeMixedLoad } from './strike-mixed-load';

/** How the servers of a run are started, loaded and struck. */
export interface CyclePlan {
  clients: number;
  /** SIGKILL, or SIGTERM: a stop that must leave nothing to repair. */
  signal: 'SIGKILL' | 'SIGTERM';
  /** Options of a start, drawn anew for each. */
  options?: (random: SeededRandom) => Partial<ServerOptions>;
}

/** How each signal must end the process. */
const EXITS: Record<CyclePlan['signal'], Exit> = {
  SIGKILL: { code: null, signal: 'SIGKILL' },
  SIGTERM: { code: 0, signal: null },
};

/** One SIGKILL in twenty also strikes the next start, before it is ready. */
const STRUCK_START = 0.05;
const STRUCK_START_MS_MAX = 300;

/**
 * One data directory through many lives of its server: write with several clients, strike at a
 * drawn instant, start again, check what the blow left, and so on.
 */
export class CycleRun {
  readonly #plan: CyclePlan;
  readonly #directory: string;
  readonly #tally: CycleTally;
  readonly #random: SeededRandom;
  readonly #ledger = new Ledger();
  readonly #witness = new Witness();
  readonly #oracle: DirectoryOracle;
  readonly #clients: MixedClient[];
  #last: LithairServer | undefined;

  constructor(
    plan: CyclePlan,
    { directory, seed, tally }: { directory: string; seed: number; tally: CycleTally },
  ) {
    this.#plan = plan;
    this.#directory = directory;
    this.#tally = tally;
    this.#random = new SeededRandom(seed);
    this.#oracle = new DirectoryOracle(directory, this.#ledger, tally);
    this.#clients = Array.from({ length: plan.clients }, (_, index) => {
      const owner = { index, of: plan.clients };
      return new MixedClient(new ArticleShare(this.#ledger, this.#random.fork(), owner));
    });
    // While it drains, a server may refuse.
    if (plan.signal === 'SIGTERM') this.#witness.announceStatus(503);
  }

  /** @throws {AssertionError} at the first promise that does not hold. No process is left. */
  async run(cycles: number, isOver: () => boolean): Promise<void> {
    try {
      let server = await this.#start();
      for (let cycle = 1; cycle <= cycles && !isOver(); cycle += 1) {
        await this.#strike(server);
        server = await this.#restart();
        await this.#inspect(server, cycle === cycles);
        this.#tally.cycles += 1;
      }
      expect(await server.stop(), 'fin du dernier serveur').to.deep.equal(EXITS.SIGTERM);
    } finally {
      await this.#last?.kill();
    }
  }

  async #start(): Promise<LithairServer> {
    const server = this.#launch();
    const refusal = await server.ready.then(
      () => '',
      (error: Error) => error.message,
    );
    expect(refusal === '', `départ refusé: ${refusal}`).to.equal(true);
    return server;
  }

  #launch(): LithairServer {
    const options = this.#plan.options?.(this.#random);
    this.#last = new LithairServer({ dataDir: this.#directory, ...options });
    return this.#last;
  }

  async #strike(server: LithairServer): Promise<void> {
    const tally = this.#tally;
    const { exit, endedAfterMs } = await strikeMixedLoad({
      server,
      clients: this.#clients,
      signal: this.#plan.signal,
      random: this.#random,
      witness: this.#witness,
      ledger: this.#ledger,
      latencies: tally.answers,
      onAcknowledged: () => (tally.acknowledged += 1),
    });
    tally.ends.record(endedAfterMs);
    expect(exit, `fin par ${this.#plan.signal}`).to.deep.equal(EXITS[this.#plan.signal]);
    this.#expectQuiet(server);
  }

  async #restart(): Promise<LithairServer> {
    while (this.#plan.signal === 'SIGKILL' && this.#random.chance(STRUCK_START)) {
      const struck = this.#launch();
      const settled = struck.ready.catch(() => undefined);
      await Promise.race([settled, pause(this.#random.integer(0, STRUCK_START_MS_MAX))]);
      await struck.kill();
      this.#tally.struckStarts += 1;
    }
    const server = await this.#start();
    this.#tally.restarts.record(server.readyAfterMs);
    return server;
  }

  async #inspect(server: LithairServer, isFull: boolean): Promise<void> {
    const origin = (): string => server.origin;
    const { clients: connections, signal } = this.#plan;
    const http = new HttpClient({ origin, witness: this.#witness, connections });
    const unanswered = this.#clients.flatMap((client) => client.takeUnanswered());
    const isCleanStop = signal === 'SIGTERM';
    await this.#oracle
      .inspect({ http, unanswered, isCleanStop, isFull })
      .finally(() => http.close());
    this.#expectQuiet(server);
  }

  #expectQuiet({ log }: LithairServer): void {
    expect(log.errors, 'lignes d’erreur du serveur').to.deep.equal([]);
    expect(this.#witness.surprises, 'réponses 5xx inattendues').to.deep.equal([]);
  }
}
