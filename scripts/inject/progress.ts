import { SingleBar } from 'cli-progress';

const STEP_MS = 2_000;

export interface Progress {
  update(done: number): void;
  stop(): void;
}

/** A bar on a terminal, a line now and then elsewhere. */
export function showProgress(total: number, stream: NodeJS.WriteStream): Progress {
  if (stream.isTTY) {
    const format = '[{bar}] {percentage} % | {value}/{total} records | {eta_formatted} left';
    const bar = new SingleBar({ format, stream, clearOnComplete: true, hideCursor: true });
    bar.start(total, 0);
    return { update: (done) => bar.update(done), stop: () => bar.stop() };
  }
  let shownAt = performance.now();
  const update = (done: number): void => {
    if (performance.now() - shownAt < STEP_MS) return;
    shownAt = performance.now();
    stream.write(`${done} of ${total} records\n`);
  };
  return { update, stop: () => undefined };
}
