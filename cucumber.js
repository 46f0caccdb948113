// How the suite runs. `paths` is left out on purpose: it would be merged with the files named
// on the command line, so asking for one feature would run all of them.
const { availableParallelism } = require('node:os');
const { basename } = require('node:path');

/** One report name for each kind of run, so that a filtered run never overwrites the full one. */
function runName(argv) {
  const words = [];
  for (let i = 0; i < argv.length; i += 1) {
    if (/^(-p|--profile|-t|--tags|-n|--name)$/.test(argv[i])) words.push(argv[(i += 1)] ?? '');
    else if (/^--(profile|tags|name)=/.test(argv[i])) words.push(argv[i].split('=', 2)[1]);
    else if (/\.feature(:\d+)*$/.test(argv[i]))
      words.push(basename(argv[i]).replace('.feature', ''));
  }
  const name = words
    .join('-')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '');
  return (
    name
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .toLowerCase()
      .slice(0, 80) || 'suite'
  );
}

/** What measures, but for what only attaches what it measured to a promise about something else. */
const ALONE = '(@perf or @seul) and not @accompagné';

const run = runName(process.argv.slice(2));

const common = {
  language: 'fr',
  requireModule: [require.resolve('./scripts/register-typescript.cjs')],
  require: ['support/*.ts', 'steps/**/*.ts'],
  strict: true,
  retry: 0,
  worldParameters: { run },
};

const reported = {
  ...common,
  format: [
    'progress',
    `html:reports/${run}.html`,
    `message:reports/${run}.ndjson`,
    `junit:reports/${run}.xml`,
  ],
};

module.exports = {
  default: reported,
  perf: { ...reported, tags: '@perf' },
  // What `npm test` runs: scenarios that measure have the machine for themselves. The others share
  // it, one more than there are cores: while one waits for the disk, the next works.
  seul: { ...reported, tags: ALONE },
  ensemble: { ...reported, tags: `not (${ALONE})`, parallel: availableParallelism() + 1 },
  // Run by the scenarios of saboteurs.feature, in a child process, with their own `--format`.
  saboteur: { ...common, tags: 'not @saboteur', worldParameters: { run: 'saboteur' } },
};
