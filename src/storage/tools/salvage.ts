import path from 'node:path';
import type { LoggedEvent } from '../../engine/event';
import type { Disk, DiskFile } from '../disk/disk';
import { withFile } from '../disk/with-file';
import { binaryEncoding } from '../log/binary-encoding';
import type { Encoding } from '../log/encoding';
import { jsonEncoding } from '../log/json-encoding';
import type { LogPosition } from '../log/log-position';
import { encodingOf, readHeader, type LogHeader } from '../log/segment-header';
import { listLog } from '../log/segments';

/** A stretch of a segment behind the part of the log that is whole. */
interface Remainder {
  readonly file: string;
  readonly from: number;
  /** Checksum of what stands before it. */
  readonly crc: number;
  /** How its records may be written down: more than one when its header does not say. */
  readonly encodings: readonly Encoding[];
}

/** What stands behind the part of a log that is whole. */
export interface Remains {
  readonly bytes: number;
  /** The greatest sequence number that a header there gives away; 0 when none does. */
  readonly knownSeq: number;
  /** The events there that are whole by themselves, a chunk at a time, in no promised order. */
  events(): AsyncGenerator<readonly LoggedEvent[]>;
}

/**
 * Finds what is left of a log behind the place where it stops making sense. Nothing of it can be
 * trusted to follow what is whole; each event is only known to have been written just so.
 * @param end where the part that is whole ends; `undefined` when nothing is.
 */
export async function remainsOf(
  disk: Disk,
  directory: string,
  end: LogPosition | undefined,
): Promise<Remains> {
  const { sealed, active } = await listLog(disk, directory);
  const names = [...sealed.map(({ file }) => file), ...(active === undefined ? [] : [active])];
  const headers = new Map<string, { header: LogHeader; start: LogPosition } | undefined>();
  const sizes = new Map<string, number>();
  for (const name of names) {
    await withFile(disk, path.join(directory, name), async (file) => {
      const { header, start } = await readHeader(file);
      headers.set(name, typeof header === 'string' ? undefined : { header, start });
      sizes.set(name, await file.size());
    });
  }
  const salt = [...headers.values()].find((found) => found !== undefined)?.header.salt ?? 0;
  const baseOf = (name: string): number =>
    sealed.find(({ file }) => file === name)?.base ??
    headers.get(name)?.header.base_seq ??
    Infinity;
  const remainders = names
    .filter((name) => end === undefined || baseOf(name) >= end.base)
    .map((file): Remainder => {
      const found = headers.get(file);
      if (found === undefined)
        return { file, from: 0, crc: 0, encodings: [jsonEncoding, binaryEncoding(salt)] };
      const { offset, crc } = found.header.base_seq === end?.base ? end : found.start;
      return { file, from: offset, crc, encodings: [encodingOf(found.header)] };
    });
  const known = remainders.map(({ file }) => headers.get(file)?.header.base_seq ?? 0);
  return {
    bytes: remainders.reduce((sum, { file, from }) => sum + (sizes.get(file) ?? 0) - from, 0),
    knownSeq: Math.max(0, ...known),
    events: () => eventsIn(disk, directory, remainders),
  };
}

async function* eventsIn(
  disk: Disk,
  directory: string,
  remainders: readonly Remainder[],
): AsyncGenerator<readonly LoggedEvent[]> {
  for (const { file, from, crc, encodings } of remainders) {
    const opened: DiskFile = await disk.open(path.join(directory, file), 'read');
    try {
      for (const encoding of encodings) {
        for await (const records of encoding.laterRecords(opened, from, crc))
          yield records.flatMap((record) => (record.kind === 'event' ? [record.event] : []));
      }
    } finally {
      await opened.close();
    }
  }
}
