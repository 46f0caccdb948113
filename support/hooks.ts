import { rmSync } from 'node:fs';

import { After, AfterAll, Before, BeforeAll, Status } from '@cucumber/cucumber';

import { expectCleanAftermath, killEverything, stopEverything } from './aftermath';
import { collectedFigures } from './figures';
import type { LithairWorld } from './lithair-world';
import { writePerformancePage } from './performance-page';
import { endIdleSuite } from './saboteur-run';
import { sayWhatWasSkipped } from './skips';

const LOG_TAIL = 4000;
/** Runs that measure everything there is to measure. */
const WHOLE_RUNS = ['suite', 'perf', 'seul'];
let scenarios = 0;
let run = '';

BeforeAll(function () {
  scenarios = 0; // a second suite runs several times in its process
});

Before(function (this: LithairWorld, { pickle }) {
  scenarios += 1;
  run = this.parameters.run;
  this.scenarioName = pickle.name;
});

After(async function (this: LithairWorld, { result }) {
  const hasPassed = result?.status === Status.PASSED;
  this.sealed?.end();
  try {
    if (hasPassed) await expectCleanAftermath(this, await stopEverything(this));
    else {
      // A scenario that failed keeps its own message; the checks would only add their consequences.
      await killEverything(this);
      logServers(this);
    }
  } catch (error) {
    logServers(this);
    throw error;
  } finally {
    const stuck = this.disks.release();
    if (stuck.length > 0) throw new Error(`disques restés montés : ${stuck.join(' ')}`);
    rmSync(this.scratch, { recursive: true, force: true });
  }
});

/** What a person needs to understand a failure: how each server ended, and its last words. */
function logServers(world: LithairWorld): void {
  for (const { pid, exit, log } of world.servers) {
    world.log(`pid ${pid}, fin ${JSON.stringify(exit)}\n${log.text.slice(-LOG_TAIL)}`);
  }
}

AfterAll(function () {
  endIdleSuite();
  sayWhatWasSkipped();
  // cucumber calls an empty run a success: a mistyped tag must not pass for a green suite.
  if (scenarios === 0)
    throw new Error('aucun scénario choisi : vérifier les tags et les noms demandés');
  if (collectedFigures().length === 0 || run === 'saboteur') return;
  const suffix = WHOLE_RUNS.includes(run) ? '' : `-${run}`;
  writePerformancePage(`reports/performance${suffix}.html`, collectedFigures());
});
