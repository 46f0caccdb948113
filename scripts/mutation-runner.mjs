// A test runner for Stryker that runs the tests of `node:test` inside its own process. A process for
// each test file and mutant takes hours for this code; a test that runs by itself, among modules that
// are loaded again for each mutant, takes milliseconds. `stryker.config.json` says which files.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** A test that takes so much longer than it did without a mutant waits for what does not come. */
const SLOWER = 5;
const GRACE_MS = 1500;

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
    const pattern = new RegExp(inProcess.testFiles);
    this.#leaveOut = new RegExp(inProcess.leaveOut);
    this.#files = readdirSync(this.#root, { recursive: true })
      .map(String)
      .filter((file) => pattern.test(file))
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
      const limitMs = GRACE_MS + SLOWER * durationOf(id);
      const error = await this.#run(file, name.join(': '), limitMs);
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
  async #run(file, name, limitMs) {
    const run = this.#loaded.get(file).tests.get(name);
    let timer;
    try {
      await new Promise((resolve, reject) => {
        this.#onStray = reject;
        if (limitMs < Infinity)
          timer = setTimeout(() => reject(new Overdue(`${name} never ended`)), limitMs);
        Promise.resolve()
          .then(() => run({}))
          .then(resolve, reject);
      });
      return undefined;
    } catch (error) {
      return error ?? new Error('rejected with nothing');
    } finally {
      this.#onStray = undefined;
      clearTimeout(timer);
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
