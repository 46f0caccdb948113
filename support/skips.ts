import type { LithairWorld } from './lithair-world';

const skipped: string[] = [];

/**
 * Skips the rest of a scenario that this machine cannot run, and says so where nobody overlooks it:
 * in the report, on standard error at once, and again at the end.
 */
export function skipLoudly(world: LithairWorld, reason: string): 'skipped' {
  const line = `NON PROUVÉ : « ${world.scenarioName} » : ${reason}`;
  skipped.push(line);
  world.log(line);
  process.stderr.write(`\n${line}\n`);
  return 'skipped';
}

export function sayWhatWasSkipped(): void {
  if (skipped.length === 0) return;
  process.stderr.write(`\n${skipped.length} scénarios sautés :\n${skipped.join('\n')}\n`);
}
