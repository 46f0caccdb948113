import { parseArgs } from 'node:util';

import { commitLine, machineLine } from '../machine';
import type { SoakOptions } from './soak';
import { SOAKS } from './soaks';

const EXIT = { sound: 0, broken: 1, usage: 64, fault: 70 };

/** `npm run soak -- NAME [--cycles N] [--seed N] [--minutes M]`: exit 1 when a promise broke. */
async function main(): Promise<number> {
  const { name, given } = request();
  const soak = SOAKS[name];
  if (soak === undefined) throw new UsageError(`there is no soak ${JSON.stringify(name)}`);
  const seed = given.seed ?? unusedSeed();
  say(`${new Date().toISOString()}, ${machineLine()}, commit ${commitLine()}, seed ${seed}`);
  const { line, isSound } = await soak.run({ ...soak.defaults, ...given, seed, report: say });
  say(line);
  return isSound ? EXIT.sound : EXIT.broken;
}

class UsageError extends Error {}

type Given = Partial<Pick<SoakOptions, 'cycles' | 'seed' | 'minutes'>>;

function request(): { name: string; given: Given } {
  const text = { type: 'string' } as const;
  const options = { cycles: text, seed: text, minutes: text };
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const given = Object.entries(values).map(([key, value]) => [key, positive(key, value)]);
    return { name: positionals[0] ?? '', given: Object.fromEntries(given) as Given };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new UsageError(`--${name} wants a number above 0, not ${JSON.stringify(text)}`);
}

/** A soak explores: unless told otherwise, each one draws what none before has drawn. */
const unusedSeed = (): number => Date.now() % 1_000_000_000;

function usage(): string {
  const rows = Object.entries(SOAKS).map(([name, { summary }]) => `  ${name}: ${summary}\n`);
  return `npm run soak -- NAME [--cycles N] [--seed N] [--minutes M]\n${rows.join('')}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isUsage = error instanceof UsageError;
    const text = error instanceof Error ? error.stack : String(error);
    process.stderr.write(isUsage ? `${error.message}\n${usage()}` : `${text}\n`);
    process.exit(isUsage ? EXIT.usage : EXIT.fault);
  },
);
