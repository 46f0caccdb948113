import type * as CliProgress from 'cli-progress';

const STEP_MS = 5_000;

/** Where long work reports to: a bar on a terminal, a plain line now and then elsewhere. */
export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

/**
 * @param what is being done, for the reader: `replaying the log`. Nothing is shown for work that
 * ends at once.
 */
export function showProgress(what: string, stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? bar(what, stream) : lines(what, stream);
}

function bar(what: string, stream: NodeJS.WriteStream): Progress {
  const { SingleBar } = require('cli-progress') as typeof CliProgress;
  const single = new SingleBar({
    format: `${what} [{bar}] {percentage} % | {value}/{total} bytes`,
    stream,
    clearOnComplete: true,
    hideCursor: true,
  });
  let isShown = false;
  return {
    update: (done, total) => {
      if (!isShown && done < total) {
        single.start(total, done);
        isShown = true;
      }
      if (isShown) single.update(done);
    },
    stop: () => single.stop(),
  };
}

function lines(what: string, stream: NodeJS.WriteStream): Progress {
  let shownAt = performance.now();
  return {
    update: (done, total) => {
      if (performance.now() - shownAt < STEP_MS) return;
      shownAt = performance.now();
      stream.write(`${what}: ${done} of ${total} bytes\n`);
    },
    stop: () => undefined,
  };
}
