import type { LoggedEvent } from '../engine/event';
import { REFERENCE_MODELS } from '../reference/models';
import { nodeDisk } from '../storage/disk/node-disk';
import { envelopeOf } from '../storage/log/json-encoding';
import { readFirstHeader } from '../storage/log/segment-sequence';
import { isBefore, readEvents, type EventBound } from '../storage/recovery/read-events';
import { describeSegments } from '../storage/tools/describe-segments';
import { showProgress } from './progress';
import { endWhenReaderLeaves, writeOut } from './write-out';

export interface InspectFlags {
  readonly model?: string;
  readonly id?: string;
  readonly from?: EventBound;
  readonly to?: EventBound;
  readonly limit?: number;
  readonly header?: boolean;
}

/**
 * `lithair inspect`: events as JSON lines, as they stand in the log of lines.
 * @throws {LithairError} see `readEvents`.
 */
export async function inspect(directory: string, flags: InspectFlags): Promise<void> {
  endWhenReaderLeaves();
  if (flags.header === true) return printHeaders(directory);
  const selection = new Selection(flags);
  const { from, to, limit = Infinity } = flags;
  // A bar between the lines of a terminal would help nobody.
  const progress = process.stdout.isTTY ? undefined : showProgress('reading', process.stderr);
  const onProgress = progress && ((done: number, total: number) => progress.update(done, total));
  let left = limit;
  for await (const { events } of readEvents(nodeDisk, directory, {
    from,
    to,
    isWhole: true,
    onProgress,
  })) {
    const lines: string[] = [];
    for (const event of events) {
      if (lines.length === left) break;
      if (selection.takes(event)) lines.push(`${envelopeOf(event)}\n`);
    }
    left -= lines.length;
    if (lines.length > 0) await writeOut(lines.join(''));
    if (left === 0) break;
  }
  progress?.stop();
  if (left === limit) selection.sayWhatThereIs();
  await sayWhatIsGone(directory, from);
}

/** Events that were asked for, and that compaction deleted. */
async function sayWhatIsGone(directory: string, from: EventBound | undefined): Promise<void> {
  const first = await readFirstHeader(nodeDisk, directory);
  if (typeof first === 'string' || first.base_seq === 0) return;
  const { base_seq: seq, base_time: timestamp } = first;
  if (from !== undefined && isBefore({ seq, timestamp }, from)) return;
  process.stderr.write(`lithair: events 1 to ${seq} are not in the log any more\n`);
}

async function printHeaders(directory: string): Promise<void> {
  const { segments, head } = await describeSegments(nodeDisk, directory);
  for (const segment of segments) await writeOut(`${JSON.stringify(segment)}\n`);
  await writeOut(`${JSON.stringify({ head: head ?? null })}\n`);
}

/** The events of one model, or of one identifier. */
class Selection {
  readonly #model: string | undefined;
  readonly #id: string | undefined;
  readonly #seen = new Set<string>();

  constructor({ model, id }: InspectFlags) {
    // A log knows a model by its singular; whoever uses the API knows the plural.
    const declared = REFERENCE_MODELS.find(({ name }) => name === model);
    this.#model = declared?.singular ?? model;
    this.#id = id;
  }

  takes(event: LoggedEvent): boolean {
    if (this.#model !== undefined) {
      const model = event.eventId.slice(0, event.eventId.indexOf(':'));
      if (model !== this.#model) {
        this.#seen.add(model);
        return false;
      }
    }
    return this.#id === undefined || event.aggregateId === this.#id;
  }

  /** Nothing was found: a name that does not exist is the likely reason. */
  sayWhatThereIs(): void {
    if (this.#model === undefined || this.#seen.size === 0) return;
    const models = [...this.#seen].sort().join(', ');
    process.stderr.write(`lithair: no event of ${this.#model}: the log has ${models}\n`);
  }
}
