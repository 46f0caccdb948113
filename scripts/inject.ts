// `npm run inject -- URL FILE…`: sends the records of files in batches, each under a key made of
// the name of its file and its lines: what was interrupted is started again, nothing is doubled.
import { Command, InvalidArgumentError } from 'commander';

import { batchesOf, type Form } from './inject/batches';
import { Ending, itemsOf } from './inject/input-file';
import { showProgress } from './inject/progress';
import { Sender } from './inject/sender';

interface Options {
  readonly batch: number;
  readonly concurrency: number;
  readonly patience: number;
  readonly wrap?: NonNullable<Form['wrap']>;
  readonly key?: string;
}

const USAGE = 64;
const INTERRUPTED = 130;

const count =
  (least: number) =>
  (text: string): number => {
    if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
    throw new InvalidArgumentError(`a whole number from ${least}`);
  };

function fields(text: string): Form['wrap'] {
  const [key = '', list = ''] = text.split(',');
  if (key !== '' && list !== '') return { key, list };
  throw new InvalidArgumentError('two names: batchId,readings');
}

const program = new Command('inject')
  .argument('<url>', 'http://…/api/{models}/bulk, or http://…/api/events/{Name}')
  .argument('<files...>', 'JSON objects, one a line, or in one array')
  .option('--batch <n>', 'records a request; the same when it is started again', count(1), 1_000)
  .option('--concurrency <n>', 'requests at the same time', count(1), 4)
  .option('--patience <seconds>', 'without any answer, before it gives up', count(0), 60)
  .option('--wrap <key,list>', 'one event of many records: {key: …, list: […]}', fields)
  .option('--key <field>', 'of events: the field that holds the key of each')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE))
  .action(inject);

async function inject(url: string, files: string[], options: Options): Promise<void> {
  const { batch, concurrency, patience, wrap, key } = options;
  const isSingle = wrap === undefined && /\/api\/events\/[^/]+$/.test(url);
  const form: Form = { size: isSingle ? 1 : batch, wrap, isSingle, keyField: key };
  let total = 0;
  // All of it is checked before any of it is sent.
  for (const file of files) for await (const _ of itemsOf(file)) total += 1;
  const progress = showProgress(total, process.stderr);
  const sender = new Sender(url, patience * 1_000);
  const startedAt = performance.now();
  let done = 0;
  let again = 0;
  const figures = (): string => {
    const seconds = (performance.now() - startedAt) / 1_000;
    const rate = Math.round(done / seconds);
    return `${total} records, ${done} acknowledged (${again} of them earlier), ${seconds.toFixed(1)} s, ${rate} records/s\n`;
  };
  process.once('SIGINT', () => {
    progress.stop();
    process.stdout.write(figures());
    process.exit(INTERRUPTED);
  });
  const queue = batchesOf(files, form);
  let failure: Error | undefined;
  const work = async (): Promise<void> => {
    while (failure === undefined) {
      const { value, done: isOver } = await queue.next();
      if (isOver === true) return;
      const wasKnown = await sender.send(value);
      done += value.items.length;
      if (wasKnown) again += value.items.length;
      progress.update(done);
    }
  };
  const attempt = (): Promise<void> => work().catch((error: Error) => void (failure ??= error));
  await Promise.all(Array.from({ length: concurrency }, attempt));
  progress.stop();
  process.stdout.write(figures());
  if (failure !== undefined) throw failure;
}

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof Ending)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(error.exit);
});
