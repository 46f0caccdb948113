import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';

import { eventually } from './eventually';
import { launchCommand, lithairCommand, verifyDirectory } from './lithair-command';
import type { LithairWorld } from './lithair-world';
import { type LogEvent, readRaftlog, segmentNames } from './raftlog-reader';
import type { ToolRun } from './tool-run';

/** Of a load that ends when the scenario says so. */
const LOAD_MS = 170_000;
const PATIENCE_MS = 20_000;

export const jsonLines = (text: string): LogEvent[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LogEvent);

/**
 * Runs a tool several times while clients write, each time with at least 200 acknowledgements more
 * than the time before.
 */
export async function runUnderLoad(
  world: LithairWorld,
  { args, clients, times }: { args: string[]; clients: number; times: number },
): Promise<ToolRun[]> {
  const { ledger } = world;
  let end = (): void => undefined;
  const until = new Promise<void>((resolve) => (end = resolve));
  const nextCall = () => world.traffic.createWithId();
  const load = world.runLoad({ connections: clients, durationMs: LOAD_MS, nextCall, until });
  const runs: ToolRun[] = [];
  try {
    for (let time = 0; time < times; time += 1) {
      const target = ledger.acknowledgedCount + 200;
      await eventually(() => ledger.acknowledgedCount >= target, {
        withinMs: PATIENCE_MS,
        what: `${target} acknowledgements`,
      });
      const acknowledged = ledger.createdIds;
      const result = await lithairCommand(args);
      expect(result.code, `code de ${args[0]}: ${result.stdout}${result.stderr}`).to.equal(0);
      runs.push({ acknowledged, result });
    }
  } finally {
    end();
    await load;
  }
  return runs;
}

/** A directory of data that a tool wrote is whole; gives its events. */
export async function expectWhole(directory: string, what: string): Promise<LogEvent[]> {
  const { verdict, result } = await verifyDirectory(directory);
  expect(verdict?.verdict, `verdict sur ${what}: ${result.stdout}${result.stderr}`).to.equal(
    'clean',
  );
  const { events, damage } = readRaftlog(directory);
  expect(damage, `dommage trouvé dans ${what} par le lecteur indépendant`).to.equal(undefined);
  return events;
}

/** The segments of two logs are the same, byte for byte. */
export function expectSameLog(directory: string, other: string): void {
  expect(segmentNames(other), 'segments').to.deep.equal(segmentNames(directory));
  for (const name of segmentNames(directory)) {
    const isSame = readFileSync(join(directory, name)).equals(readFileSync(join(other, name)));
    expect(isSame, `${name} octet pour octet`).to.equal(true);
  }
}

const sizeOf = (directory: string): number => {
  try {
    return readdirSync(directory).reduce(
      (sum, name) => sum + statSync(join(directory, name)).size,
      0,
    );
  } catch {
    return 0;
  }
};

/**
 * Starts backups into one directory and kills each as soon as it holds its share of the log.
 * @returns how many were killed before their end.
 */
export async function killBackups(
  world: LithairWorld,
  destination: string,
  times: number,
): Promise<number> {
  const whole = sizeOf(world.dataDir);
  let killed = 0;
  for (let time = 0; time < times; time += 1) {
    const backup = launchCommand(['backup', world.dataDir, destination]);
    let isOver = false;
    void backup.result.then(() => (isOver = true));
    const target = Math.max(1, (whole * time) / times);
    await eventually(() => isOver || sizeOf(destination) >= target, {
      withinMs: PATIENCE_MS,
      everyMs: 0,
      what: `a backup of ${target} bytes`,
    });
    backup.kill();
    const { code } = await backup.result;
    if (code === null) killed += 1;
    const { verdict, result } = await verifyDirectory(destination);
    expect(
      verdict?.verdict ?? result.code,
      `sauvegarde tuée: ${result.stdout}${result.stderr}`,
    ).to.be.oneOf(['clean', 'torn', 66]);
  }
  return killed;
}
