// A process that runs scenarios of this very suite, one request after the other: reading the steps
// and the features takes more than a second, and most requests are for one scenario.
import { PassThrough } from 'node:stream';

import {
  type IRunConfiguration,
  loadConfiguration,
  loadSources,
  loadSupport,
  runCucumber,
} from '@cucumber/cucumber/api';

import { OutcomeListener, type Outcome } from './outcome';

export interface SuiteRequest {
  /** The server to judge, instead of the product. */
  entry?: string;
  /** The tools to judge, instead of the product's. */
  tool?: string;
  /** Exact names of the scenarios to run. */
  scenarios: string[];
}

export interface SuiteAnswer extends Outcome {
  isGreen: boolean;
  /** What the run printed. */
  output: string;
}

interface Suite {
  configuration: IRunConfiguration;
  support: Awaited<ReturnType<typeof loadSupport>>;
  /** The files that hold the scenarios of a name. */
  filesOf: Map<string, Set<string>>;
}

async function loadSuite(): Promise<Suite> {
  const { runConfiguration: configuration } = await loadConfiguration({ profiles: ['saboteur'] });
  const support = await loadSupport(configuration);
  const { plan } = await loadSources(configuration.sources);
  const filesOf = new Map<string, Set<string>>();
  for (const { name, uri } of plan) filesOf.set(name, (filesOf.get(name) ?? new Set()).add(uri));
  return { configuration, support, filesOf };
}

async function answer(
  suite: Suite,
  { entry, tool, scenarios }: SuiteRequest,
): Promise<SuiteAnswer> {
  process.env['LITHAIR_SERVEUR'] = entry ?? '';
  process.env['LITHAIR_OUTIL'] = tool ?? '';
  const { configuration, support, filesOf } = suite;
  const paths = new Set(scenarios.flatMap((name) => [...(filesOf.get(name) ?? [])]));
  if (paths.size === 0) throw new Error(`no scenario is named ${scenarios.join(', ')}`);
  const names = scenarios.map((name) => `^${escapeRegExp(name)}$`);
  const sources = { ...configuration.sources, paths: [...paths], names };
  const listener = new OutcomeListener();
  let output = '';
  const printed = new PassThrough().setEncoding('utf8');
  printed.on('data', (text: string) => (output += text));
  const { success } = await runCucumber(
    { ...configuration, sources, support },
    { stdout: printed, stderr: printed },
    (envelope) => listener.hear(envelope),
  );
  return { isGreen: success, output, ...listener.outcome };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const suite = loadSuite();
process.on('message', (request: SuiteRequest) => {
  suite
    .then((loaded) => answer(loaded, request))
    .then(
      (given) => process.send?.(given),
      (error: unknown) => {
        const output = error instanceof Error ? (error.stack ?? error.message) : String(error);
        process.send?.({ isGreen: false, output, passed: [], failures: [] } satisfies SuiteAnswer);
      },
    );
});
