/** The layers: arrows point one way. One named rule an arrow; the comment is what whoever breaks it reads. */
const only = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot: '\\.(test|contract)\\.ts$' },
  to: { pathNot: to },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only(
      'errors-know-nothing',
      '^src/errors/',
      '^src/errors/',
      'errors are a leaf: every layer throws them',
    ),
    only(
      'environment-knows-nothing',
      '^src/environment/',
      '^(src/environment/|crypto$)',
      'the port to time and randomness is a leaf',
    ),
    only(
      'model-is-declarations',
      '^src/model/',
      '^(src/(model|errors)/|node_modules/zod/)',
      'a model is a pure value; zod, compiled once, is the only package it may know',
    ),
    only(
      'engine-is-deterministic',
      '^src/engine/',
      '^src/(engine|model|errors)/',
      'the engine knows no clock, no randomness, no I/O, no package: replay must equal live (INV-4)',
    ),
    only(
      'storage-knows-bytes',
      '^src/storage/',
      '^(src/(storage|errors|environment)/|src/engine/(event|record-entry|frozen-state|dedup-entry|history/past-entry|views/view-entry)\\.ts$|(fs|path|zlib|util|child_process|buffer|crypto)$)',
      'storage knows events as bytes: no models, no HTTP, no packages',
    ),
    only(
      'runtime-joins-engine-and-storage',
      '^src/runtime/',
      '^(src/(runtime|engine|storage|model|errors|environment)/|crypto$)',
      'the runtime knows no HTTP and no file format',
    ),
    only(
      'http-translates',
      '^src/http/',
      '^(src/(http|runtime|engine|model|errors|environment)/|node_modules/(hono|@hono|zod)/|(http|net|buffer)$)',
      'HTTP decides nothing and never sees a file',
    ),
    only(
      'client-is-alone',
      '^src/client/',
      '^(src/client/|src/model/(define-model|define-event|field|model|view)\\.ts$|node_modules/zod/)',
      'a client knows the server by its types alone: it runs in browsers',
    ),
    {
      name: 'client-runs-alone',
      severity: 'error',
      comment: 'what a client imports of the server is types',
      from: { path: '^src/client/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^src/client/', dependencyTypesNot: ['type-only'] },
    },
    only(
      'config-is-a-table',
      '^src/config/',
      '^src/(config|errors|storage/log/(event-log|encoding))',
      'settings are data',
    ),
    only(
      'reference-is-a-user',
      '^src/reference/',
      '^(src/(model|reference)/|node_modules/zod/)',
      'the reference server declares models, as an application would',
    ),
    only(
      'cli-calls',
      '^src/cli/',
      '^(src/(cli|config|errors|environment|reference|storage)/|src/(runtime|model)/schema/|src/http/openapi/client-source\\.ts$|src/engine/(event|history/instant)\\.ts$|src/(server|version|package-file)\\.ts$|node_modules/(pino|commander|cli-progress)/|(events|path|url)$)',
      'the command line turns arguments into calls',
    ),
    only(
      'schemas-are-values',
      '^src/model/schema/',
      '^(src/model/|node_modules/zod/)',
      'what a declaration says and how two differ is data: judged without a log, an engine or an error',
    ),
    only(
      'records-are-bytes',
      '^src/engine/records/',
      '^src/engine/(records/|record-entry\\.ts$|record-texts\\.ts$)',
      'how the texts of records lie in memory: no model, no event, no query',
    ),
    {
      name: 'one-door-to-the-disk',
      severity: 'error',
      comment:
        'node:fs has one importer: everything else goes through the Disk port, where a test can put a faulty one',
      from: {
        path: '^src/',
        pathNot: '(^src/storage/disk/node-disk\\.ts$|\\.(test|contract)\\.ts$)',
      },
      to: { path: '^fs(/promises)?$' },
    },
    {
      name: 'one-composition-root',
      severity: 'error',
      comment: 'only the command line and the barrel start from src/server.ts, which alone makes a node',
      from: {
        path: '^src/',
        pathNot: '^src/(cli/|testing/|server\\.ts$|index\\.ts$|.*\\.(test|contract)\\.ts$)',
      },
      to: { path: '^src/(server|lithair)\\.ts$' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      comment: 'src/testing is not part of the package',
      from: { path: '^src/', pathNot: '(^src/testing/|\\.(test|contract)\\.ts$)' },
      to: { path: '^src/testing/' },
    },
    {
      name: 'the-suite-is-outside',
      severity: 'error',
      comment:
        'features prove promises from outside: a step sees HTTP, files and processes, and the public package',
      from: { path: '^(steps|support)/' },
      to: { path: '^src/' },
    },
    {
      name: 'examples-are-users',
      severity: 'error',
      comment: 'an example is what a user would write: the public package, and packages of its own',
      from: { path: '^examples/' },
      to: { path: '^(src|steps|support)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'a cycle is one module in two files',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      comment: 'an import that does not resolve',
      from: {},
      to: { couldNotResolve: true, pathNot: '^lithair$' },
    },
  ],
  options: {
    doNotFollow: { path: '^(node_modules|dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'types'],
    },
  },
};
