// A test runner for Stryker that runs the tests of `node:test` inside its own process. A process for
// each test file and mutant takes hours for this code; a test that runs by itself, among modules that
// are loaded again for each mutant, takes milliseconds. `stryker.config.json` says which files.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';

const require = createRequire(import.meta.url);

/**
 * A test waits for what does not come when nothing happened at so many looks in a row. Counted in
 * looks, not in time: on a busy machine time passes without this process.
 */
const IDLE_LOOKS_MAX = 25;
const LOOK_EVERY_MS = 40;
/** Less work than this between two looks is the looking itself. */
const IDLE_MS = 2;
/** Work of a test that goes on for ever, in milliseconds of a processor. */
const WORK_MS_MAX = 3_000;
const MORE_WORK = 20;

/**
 * Which of the mutants are run: `0-0.2` is a fifth of them, `0.2-0.4` another. Those that are not
 * count as errors, which are no part of the score.
 */
const [SAMPLE_FROM = 0, SAMPLE_TO = 1] = (process.env.MUTATION_SAMPLE ?? '0-1')
  .split('-')
  .map(Number);

/** A number from 0 to 1 that is drawn by the number of a mutant: always the same one. */
function drawOf(mutantId) {
  const digest = createHash('sha256').update(`lithair ${mutantId}`).digest();
  return digest.readUInt32LE() / 2 ** 32;
}

/** For the other workers, and those that replace one that hangs. */
const DURATIONS_FILE = 'test-durations.json';

/** What a test that never ends is rejected with. */
class Overdue extends Error {}

class InProcessRunner {
  static inject = ['options'];
  #root;
  #files;
  #leaveOut;
  /** By test file: its tests and what follows them, as they are registered while it is loaded. */
  #loaded = new Map();
  #loading;
  /** Milliseconds that each test took without a mutant. */
  #durations = new Map();
  #onStray;

  constructor({ inProcess }) {
    this.#root = path.resolve(inProcess.directory);
    const pattern = new RegExp(process.env.MUTATION_TESTS ?? inProcess.testFiles);
    this.#leaveOut = new RegExp(inProcess.leaveOut);
    this.#files = readdirSync(this.#root, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.test.js') && pattern.test(file))
      .sort();
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    const api = {
      test: (...args) => {
        const run = args.find((arg) => typeof arg === 'function');
        if (!this.#leaveOut.test(args[0])) this.#loading.tests.set(args[0], run);
        return Promise.resolve();
      },
      after: (run) => this.#loading.after.push(run),
    };
    const load = Module._load;
    Module._load = (request, ...others) =>
      request === 'node:test' ? api : load(request, ...others);
    compileOnce(this.#root);
    const onStray = (error) => this.#onStray?.(error);
    process.on('uncaughtException', onStray);
    process.on('unhandledRejection', onStray);
  }

  async dryRun() {
    const tests = [];
    const namespace = (globalThis.__stryker__ ??= {});
    for (const file of this.#files) {
      const { tests: found } = this.#load(file);
      for (const name of found.keys()) {
        const id = `${file}: ${name}`;
        namespace.currentTestId = id;
        const started = performance.now();
        const error = await this.#run(file, name, Infinity);
        const timeSpentMs = performance.now() - started;
        this.#durations.set(id, timeSpentMs);
        const result = { id, name: id, timeSpentMs };
        if (error === undefined) tests.push({ ...result, status: 0 });
        else tests.push({ ...result, status: 1, failureMessage: messageOf(error) });
      }
      namespace.currentTestId = undefined;
      await this.#finish(file);
    }
    writeFileSync(DURATIONS_FILE, JSON.stringify([...this.#durations]));
    return { status: 'complete', tests, mutantCoverage: namespace.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    const draw = drawOf(activeMutant.id);
    if (draw < SAMPLE_FROM || draw >= SAMPLE_TO)
      return { status: 'error', errorMessage: 'not in the sample' };
    this.#unload();
    if (this.#durations.size === 0)
      this.#durations = new Map(JSON.parse(readFileSync(DURATIONS_FILE, 'utf8')));
    const namespace = (globalThis.__stryker__ ??= {});
    Object.assign(namespace, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    try {
      return await this.#runAll(testFilter ?? [...this.#durations.keys()], namespace);
    } catch (error) {
      // A file that cannot be loaded is noticed by all of its tests.
      const failureMessage = messageOf(error);
      return { status: 'killed', killedBy: ['loading'], failureMessage, nrOfTests: 0 };
    } finally {
      for (const file of this.#loaded.keys()) await this.#finish(file).catch(() => undefined);
      namespace.activeMutant = undefined;
    }
  }

  async #runAll(ids, namespace) {
    const durationOf = (id) => this.#durations.get(id);
    const quickestFirst = ids.toSorted((a, b) => durationOf(a) - durationOf(b));
    for (const [index, id] of quickestFirst.entries()) {
      const [file, ...name] = id.split(': ');
      this.#load(file);
      const workMs = WORK_MS_MAX + MORE_WORK * durationOf(id);
      const error = await this.#run(file, name.join(': '), workMs);
      if (namespace.hitCount > namespace.hitLimit)
        return { status: 'timeout', reason: 'hit limit reached' };
      if (error instanceof Overdue) return { status: 'timeout', reason: error.message };
      if (error === undefined) continue;
      const failureMessage = messageOf(error);
      return { status: 'killed', killedBy: [id], failureMessage, nrOfTests: index + 1 };
    }
    return { status: 'survived', nrOfTests: ids.length };
  }

  /** Runs one test. @returns why it fails; `undefined` when it does not. */
  async #run(file, name, workMsMax) {
    const run = this.#loaded.get(file).tests.get(name);
    let stopWatching;
    try {
      await new Promise((resolve, reject) => {
        this.#onStray = reject;
        stopWatching = watch(workMsMax, () => reject(new Overdue(`${name} never ended`)));
        Promise.resolve()
          .then(() => run({}))
          .then(resolve, reject);
      });
      return undefined;
    } catch (error) {
      return error ?? new Error('rejected with nothing');
    } finally {
      this.#onStray = undefined;
      stopWatching();
    }
  }

  #load(file) {
    let loaded = this.#loaded.get(file);
    if (loaded !== undefined) return loaded;
    loaded = this.#loading = { tests: new Map(), after: [] };
    require(path.join(this.#root, file));
    this.#loaded.set(file, loaded);
    return loaded;
  }

  async #finish(file) {
    const { after } = this.#loaded.get(file);
    for (const run of after.splice(0)) await run();
  }

  /** What a mutant left in the memory of a module must not be met by the next one. */
  #unload() {
    this.#loaded.clear();
    for (const file of Object.keys(require.cache))
      if (file.startsWith(this.#root)) delete require.cache[file];
  }
}

const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

/** Modules are run again for each mutant: what is compiled once is kept. */
function compileOnce(root) {
  const compiled = new Map();
  const load = Module._extensions['.js'];
  Module._extensions['.js'] = (module, filename) => {
    if (!filename.startsWith(root)) return load(module, filename);
    let run = compiled.get(filename);
    if (run === undefined) {
      run = vm.compileFunction(readFileSync(filename, 'utf8'), PARAMETERS, {
        filename,
        importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
      compiled.set(filename, run);
    }
    const requireFrom = Object.assign((id) => module.require(id), { main: undefined });
    run.call(module.exports, module.exports, requireFrom, module, filename, path.dirname(filename));
  };
}

/** Calls back when a test is idle for too long, or works too much. @returns how to end it. */
function watch(workMsMax, onOverdue) {
  const started = workMs();
  let before = started;
  let idleLooks = 0;
  const timer = setInterval(() => {
    const now = workMs();
    idleLooks = now - before < IDLE_MS ? idleLooks + 1 : 0;
    before = now;
    if (idleLooks > IDLE_LOOKS_MAX || now - started > workMsMax) onOverdue();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

/** What this process has worked so far. */
function workMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const messageOf = (error) => String(error?.stack ?? error).slice(0, 2000);

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'in-process', injectableClass: InProcessRunner },
];

export const strykerValidationSchema = {
  properties: {
    inProcess: {
      type: 'object',
      additionalProperties: false,
      required: ['directory', 'testFiles', 'leaveOut'],
      properties: {
        directory: { type: 'string', description: 'Where the compiled code is.' },
        testFiles: { type: 'string', description: 'A regular expression of paths in it.' },
        leaveOut: {
          type: 'string',
          description:
            'Of names of tests: a mutant that survives costs the time of all that meet it.',
        },
      },
    },
  },
};
