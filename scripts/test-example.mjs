// `npm run example:test [NAME]`: the tests that stand beside the applications in examples/.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const name = process.argv[2] ?? '';
const files = readdirSync('examples', { recursive: true })
  .map((file) => path.join('examples', String(file)))
  .filter((file) => file.endsWith('.test.ts') && file.startsWith(path.join('examples', name)));
if (files.length === 0) {
  console.error(`no test in examples/${name}`);
  process.exit(64);
}
const register = ['--require', './scripts/register-typescript.cjs'];
const { status } = spawnSync(
  process.execPath,
  [...register, '--test-reporter=spec', '--test', ...files],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
