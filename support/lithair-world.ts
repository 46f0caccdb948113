import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import {
  type IWorldOptions,
  setDefaultTimeout,
  setWorldConstructor,
  World,
} from '@cucumber/cucumber';

import type { WrittenClient } from './api-description';
import { ArticleLots } from './article-lots';
import { ArticleTraffic } from './article-traffic';
import type { StubServer } from './cutting-server';
import type { SeriesReport } from './cycles/cycle-series';
import type { BenchmarkCalls } from './examples/benchmark-call';
import type { ExampleTests } from './examples/example-tests';
import type { ShopLedger } from './examples/shop-ledger';
import type { DiskFailure } from './disk-failure';
import type { EventSubscriber } from './event-subscriber';
import type { EngineRun } from './engine-run';
import type { Wound } from './file-surgeon';
import { type Answer, HttpClient } from './http-client';
import type { InjectionEnd } from './injector';
import { KeyedRequests } from './keyed-requests';
import { KeyedTraffic } from './keyed-traffic';
import { Ledger } from './ledger';
import type { CommandResult } from './lithair-command';
import { type Exit, LithairServer, type ServerOptions } from './lithair-server';
import { type LoadPlan, type LoadResult, runLoad } from './load-driver';
import type { Measure } from './measure';
import { need } from './need';
import type { OpenLoopResult } from './open-loop-driver';
import type { Calm, Overload } from './overload';
import { type ProcessFigures, processFigures } from './process-figures';
import type { ListWalk } from './list-walk';
import { type LoopDisk, RealDisks } from './real-disks';
import type { QueryWalk } from './query-walk';
import type { RestartGain } from './restart-times';
import type { RivalRound } from './rival-round';
import type { SaboteurRun } from './saboteur-run';
import type { SealedWatch } from './sealed-watch';
import { Shop } from './shop';
import type { SnapshotWindows } from './window-loads';
import type { BackupSaid, ToolRun } from './tool-run';
import type { TwoEncodings } from './encoding-pair';
import type { SalesClient } from './sales-client';
import { Witness } from './witness';

setDefaultTimeout(180_000);

export interface WorldParameters {
  /** Name of the run, as its reports are named. */
  run: string;
}

const CLIENT_CONNECTIONS = 100;

/**
 * What one scenario knows. Everything on disk is under `scratch`, which the last hook removes.
 */
export class LithairWorld extends World<WorldParameters> {
  scenarioName = '';
  readonly scratch = mkdtempSync(join(tmpdir(), 'lithair-suite-'));
  readonly witness = new Witness();
  readonly disks = new RealDisks(this.scratch);
  readonly ledger = new Ledger();
  readonly traffic = new ArticleTraffic(this.ledger);
  readonly servers: LithairServer[] = [];
  readonly http: HttpClient;
  readonly lots: ArticleLots;
  readonly keyed: KeyedRequests;
  readonly shop: Shop;
  readonly keyedTraffic = new KeyedTraffic(this.traffic);
  readonly measures: Measure[] = [];

  /** Options of the next start; a restart keeps them. */
  settings: ServerOptions = { dataDir: join(this.scratch, 'donnees') };
  answer: Answer | undefined;
  answers: Answer[] = [];
  /** The ETag that the scenario's reader holds. */
  etag: string | undefined;
  load: LoadResult | undefined;
  /** The server at the end of the last load, before anyone kills or restarts it. */
  serverFigures: ProcessFigures | undefined;
  openLoop: OpenLoopResult | undefined;
  calm: Calm | undefined;
  overload: Overload | undefined;
  command: CommandResult | undefined;
  /** Tools that ran while clients were writing. */
  toolRuns: ToolRun[] = [];
  /** What each backup of the scenario said, in their order. */
  readonly backups: BackupSaid[] = [];
  /** Lines of `lithair anchor`. */
  anchors: string[] = [];
  /** A server that was expected not to start. */
  refused: LithairServer | undefined;
  rivals: LithairServer[] = [];
  readonly rivalRounds: RivalRound[] = [];
  lastExit: Exit | undefined;
  /** How long the last clean stop took. */
  stoppedMs = Number.NaN;
  /** When the last request was sent. */
  sentAtMs = Number.NaN;
  readonly subscribers: EventSubscriber[] = [];
  wound: Wound | undefined;
  tornTail: Buffer | undefined;
  /** The bytes of a snapshot that the scenario damaged. */
  damagedSnapshot: Buffer | undefined;
  snapshotWindows: SnapshotWindows | undefined;
  restarts: RestartGain | undefined;
  sealed: SealedWatch | undefined;
  twoEncodings: TwoEncodings | undefined;
  /** The disk of the server, when it has one of its own. */
  disk: LoopDisk | undefined;
  diskFailure: DiskFailure | undefined;
  print: Record<string, string> | undefined;
  logPrint: string | undefined;
  walk: ListWalk | undefined;
  written: WrittenClient | undefined;
  shelvesRead: { labels: readonly string[]; refusal: string } | undefined;
  /** What a written client follows. */
  sales: SalesClient | undefined;
  queryWalk: QueryWalk | undefined;
  /** Orders of the example "product-app", and its benchmark. */
  shopLedger: ShopLedger | undefined;
  benchmark: BenchmarkCalls | undefined;
  exampleTests: ExampleTests | undefined;
  before: string | undefined;
  /** The whole list of articles, as it was served earlier. */
  servedList: string | undefined;
  damagedArchive: string | undefined;
  picks: Map<string, number> | undefined;
  sentBytes: number | undefined;
  /** Identifiers that a reader was given before a crash. */
  seen: Set<string> | undefined;
  stub: StubServer | undefined;
  readonly misattributed: string[] = [];
  /** Many lives of a server on the same directories. */
  series: SeriesReport | undefined;
  /** Of a program that uses the engine in its own process. */
  engineRun: EngineRun | undefined;
  /** The last injection that was waited for. */
  injection: InjectionEnd | undefined;
  saboteurRun: SaboteurRun | undefined;
  sabotagedScenario: string | undefined;
  /** What the honest control was asked to pass. */
  controlScenarios: string[] | undefined;

  constructor(options: IWorldOptions<WorldParameters>) {
    super(options);
    const origin = (): string => this.server.origin;
    this.http = new HttpClient({ origin, witness: this.witness, connections: CLIENT_CONNECTIONS });
    this.keyed = new KeyedRequests(this.http);
    this.shop = new Shop(this.http);
    this.lots = new ArticleLots(this.http, this.ledger);
  }

  get server(): LithairServer {
    return need(this.servers.at(-1), 'a server');
  }

  get dataDir(): string {
    return this.settings.dataDir;
  }

  /** The data directory of the scenario that a sentence names. */
  useDirectory(name: string): void {
    this.settings = { ...this.settings, dataDir: join(this.scratch, basename(name)) };
  }

  makeDirectory(): string {
    mkdirSync(this.dataDir, { recursive: true });
    return this.dataDir;
  }

  /** Launches a server without waiting: it may be meant to refuse. */
  launch(options: ServerOptions = this.settings): LithairServer {
    const server = new LithairServer(options);
    this.servers.push(server);
    return server;
  }

  async start(options: Partial<ServerOptions> = {}): Promise<LithairServer> {
    this.settings = { ...this.settings, ...options };
    const server = this.launch();
    await server.ready;
    return server;
  }

  async restart(): Promise<LithairServer> {
    if (this.server.isRunning) this.lastExit = await this.server.stop();
    this.http.reconnect();
    return this.start();
  }

  async kill(): Promise<void> {
    this.lastExit = await this.server.kill();
  }

  async runLoad(plan: Omit<LoadPlan, 'origin' | 'witness'>): Promise<LoadResult> {
    this.load = await runLoad({ origin: this.server.origin, witness: this.witness, ...plan });
    this.serverFigures = processFigures(this.server.pid);
    return this.load;
  }
}

setWorldConstructor(LithairWorld);
