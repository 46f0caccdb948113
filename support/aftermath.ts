import { existsSync } from 'node:fs';

import { expect } from 'chai';
import { nodeDisk, verifyDirectory } from 'lithair';

import type { LithairServer } from './lithair-server';
import type { LithairWorld } from './lithair-world';
import { expectNamedChanges } from './log-changes';
import { expectOrderedLog } from './log-order';
import { readRaftlog } from './raftlog-reader';

/**
 * Ends every process of the scenario; gives those that were still running and did not exit with
 * 0.
 */
export async function stopEverything(world: LithairWorld): Promise<string[]> {
  const failures: string[] = [];
  await closeClients(world);
  for (const server of launchedIn(world)) {
    if (server.isRunning) {
      const { code, signal } = await server.stop();
      if (code !== 0) failures.push(`pid ${server.pid} ended with ${code ?? signal}`);
    }
    if (endGroup(server)) failures.push(`pid ${server.pid} left a process behind`);
  }
  return failures;
}

/** The same after a failure: nobody asks any more how a process ends, and it may never. */
export async function killEverything(world: LithairWorld): Promise<void> {
  await closeClients(world);
  for (const server of launchedIn(world)) {
    await server.kill();
    endGroup(server);
  }
}

const launchedIn = ({ servers, rivals }: LithairWorld): LithairServer[] => [...servers, ...rivals];

async function closeClients({ http, sales, stub, subscribers }: LithairWorld): Promise<void> {
  // What its loop met was said by the scenario.
  await sales?.stop().catch(() => undefined);
  for (const subscriber of subscribers) subscriber.close();
  http.close();
  await stub?.close();
}

/** True when a process of the server's group outlived it (and is now killed). */
function endGroup({ pid }: LithairServer): boolean {
  try {
    process.kill(-pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** What must hold after every scenario, whatever it was about. */
export async function expectCleanAftermath(
  world: LithairWorld,
  stopFailures: string[],
): Promise<void> {
  const { witness } = world;
  expect(stopFailures, 'processus mal terminés après le scénario').to.deep.equal([]);
  expect(witness.surprises.slice(0, 5), 'réponses 5xx inattendues').to.deep.equal([]);
  if (!witness.expectsErrorLines) {
    const lines = world.servers.flatMap(({ log }) => log.errors);
    expect(
      lines.slice(0, 5),
      'lignes d’erreur inattendues dans le journal du serveur',
    ).to.deep.equal([]);
  }
  for (const [directory, last] of lastServers(world)) {
    const isTornLegal = last.exit?.code !== 0 || witness.expectsTornTail(last.pid);
    const legal = isTornLegal ? ['clean', 'torn'] : ['clean'];
    if (!witness.expectsDamage(directory)) await expectVerified(directory, legal);
  }
}

function lastServers({ servers }: LithairWorld): Map<string, LithairServer> {
  const started = servers.filter(({ origin }) => origin !== '');
  return new Map(started.map((server) => [server.options.dataDir, server]));
}

/**
 * After a SIGKILL or a failed disk a torn tail is legal; after a clean stop nothing is. By the
 * function that `lithair verify` calls: a process of its own costs more than most scenarios do.
 */
async function expectVerified(directory: string, legal: string[]): Promise<void> {
  if (!existsSync(directory)) return;
  const report = await verifyDirectory(nodeDisk, directory);
  expect(report.verdict, `verdict sur ${directory}: ${JSON.stringify(report)}`).to.be.oneOf(legal);
  if (report.verdict !== 'clean') return;
  const reading = readRaftlog(directory);
  expectOrderedLog(reading);
  expectNamedChanges(reading);
}
