import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { ROOT } from '../server-command';

export interface ExampleTests {
  readonly tally: { readonly passed: number; readonly failed: number; readonly code: number };
  readonly output: string;
}

/** Runs the tests of an application of `examples/`, as `npm run example:test` does. */
export async function runExampleTests(name: string): Promise<ExampleTests> {
  const child = spawn(process.execPath, ['scripts/test-example.mjs', name], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 50_000,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  const count = (word: string): number =>
    Number(new RegExp(`^. ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? Number.NaN);
  return { tally: { passed: count('pass'), failed: count('fail'), code: code ?? -1 }, output };
}
