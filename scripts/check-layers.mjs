// Checks the layers with dependency-cruiser, and that it really saw the modules: a cruiser that
// cannot parse TypeScript reports success on none.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const FOLDERS = ['src', 'steps', 'support', 'examples'].filter((folder) => existsSync(folder));

const { stdout, stderr, status } = spawnSync(
  process.execPath,
  [
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    ...FOLDERS,
  ],
  { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
);
if (!stdout.startsWith('{')) {
  console.error(stderr || stdout || `dependency-cruiser ended with ${status}`);
  process.exit(1);
}
const { modules, summary } = JSON.parse(stdout);
const inFolder = ({ source }) =>
  FOLDERS.some((folder) => source.startsWith(`${folder}/`)) && source.endsWith('.ts');
const seen = modules.filter(inFolder).length;
const written = FOLDERS.flatMap((folder) => readdirSync(folder, { recursive: true })).filter(
  (file) => String(file).endsWith('.ts'),
).length;
for (const { rule, from, to, comment } of summary.violations) {
  const why =
    comment ??
    summary.ruleSetUsed?.forbidden?.find(({ name }) => name === rule.name)?.comment ??
    '';
  console.error(`${rule.name}: ${from} → ${to}${why === '' ? '' : ` (${why})`}`);
}
console.log(`layers: ${seen} of ${written} modules seen, ${summary.violations.length} violations`);
process.exit(seen === written && summary.violations.length === 0 ? 0 : 1);
