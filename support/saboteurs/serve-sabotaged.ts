import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import {
  type Durability,
  lithair,
  type Lithair,
  type LithairOptions,
  LithairError,
  type Model,
  type Ports,
  type Profile,
  REFERENCE_MODELS,
  type ResolvedSettings,
  resolveSettings,
  type ViewDefinition,
} from 'lithair';

import { adversity } from '../adversity/adversity';

type Listener = Lithair['listener'];

/**
 * What is broken in a server that is otherwise the product, through the ports it offers to
 * everyone.
 */
export interface Sabotage {
  ports?: Partial<Ports>;
  /** Other models than those that were declared. */
  models?: (honest: Model) => Model;
  /** Other views than those that were declared. */
  views?: (honest: ViewDefinition) => ViewDefinition;
  /** Another configuration than the one that was asked for. */
  settings?: (honest: ResolvedSettings) => ResolvedSettings;
  /** Puts something between the network and the API. */
  listener?: (honest: Listener) => Listener;
  /** Done to the data directory before the server opens it. */
  beforeStart?: (directory: string) => void;
  /** Ends without draining, syncing or closing anything. */
  endsAbruptly?: boolean;
}

/**
 * The same arguments, ready line, signals and exit codes as `lithair serve`: the suite cannot
 * tell them apart.
 */
export async function serveSabotaged(sabotage: Sabotage): Promise<void> {
  const { values } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '0' },
      data: { type: 'string', default: './data' },
      durability: { type: 'string' },
      profile: { type: 'string' },
      app: { type: 'string' },
    },
  });
  const flags = {
    directory: values.data,
    durability: values.durability as Durability | undefined,
    profile: values.profile as Profile | undefined,
  };
  try {
    const honest = resolveSettings({ environment: process.env, flags });
    const { models, events = [], views = [] } = declaredBy(values.app);
    sabotage.beforeStart?.(values.data);
    const app = await lithair({
      models: sabotage.models === undefined ? models : models.map(sabotage.models),
      events,
      views: sabotage.views === undefined ? views : views.map(sabotage.views),
      settings: sabotage.settings?.(honest) ?? honest,
      ports: { ...adversity(process.env), ...sabotage.ports },
    });
    const server = sabotage.listener && createServer(sabotage.listener(app.listener));
    // Before the ready line: a signal may follow it at once.
    endOnSignals(app, server, sabotage);
    await listen(app, server, Number(values.port));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(error instanceof LithairError ? error.exit : 70);
  }
}

/** What an application file of the suite declares. */
function declaredBy(file: string | undefined): Pick<LithairOptions, 'models' | 'events' | 'views'> {
  if (file === undefined) return { models: REFERENCE_MODELS };
  return require(resolve(file)) as Pick<LithairOptions, 'models' | 'events' | 'views'>;
}

async function listen(app: Lithair, server: Server | undefined, port: number): Promise<void> {
  const address =
    server === undefined
      ? await app.listen(port)
      : await new Promise<AddressInfo>((resolve) => {
          server.listen(port, '127.0.0.1', () => resolve(server.address() as AddressInfo));
        });
  process.stdout.write(`lithair listening on http://127.0.0.1:${address.port}\n`);
}

function endOnSignals(app: Lithair, server: Server | undefined, { endsAbruptly }: Sabotage): void {
  const end = (): void => {
    if (endsAbruptly === true) process.exit(0);
    server?.closeAllConnections();
    void app.close().then(() => process.exit(0));
  };
  process.on('SIGUSR2', () => void app.snapshot().catch(() => undefined));
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
