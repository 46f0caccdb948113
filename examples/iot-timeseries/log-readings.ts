import { nodeDisk, readEvents } from 'lithair';

import { BatchReadingsAdded, type Batch } from './models';

/** Readings that one request may make the server read from the log. */
const READ_MAX = 1_000_000;

export interface LoggedBatch {
  readonly seq: number;
  readonly batch: Batch;
}

/**
 * The batches of the log, oldest first; a page of it is in memory at a time. `undefined` at the
 * end: reading further would be too much work for one request.
 */
export async function* loggedBatches(directory: string): AsyncGenerator<LoggedBatch | undefined> {
  let read = 0;
  for await (const { events } of readEvents(nodeDisk, directory)) {
    for (const { seq, type, payload } of events) {
      if (type !== BatchReadingsAdded.type) continue;
      const batch = JSON.parse(payload) as Batch;
      yield { seq, batch };
      read += batch.readings.length;
      if (read < READ_MAX) continue;
      yield undefined;
      return;
    }
  }
}
