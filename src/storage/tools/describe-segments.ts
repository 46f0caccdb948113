import path from 'node:path';
import type { Disk } from '../disk/disk';
import { withFile } from '../disk/with-file';
import type { LogHeader } from '../log/segment-header';
import { readHeader } from '../log/segment-header';
import type { Watermark } from '../log/watermark';
import { listLog } from '../log/segments';
import { readHead } from '../recovery/data-directory';

/** A segment, by its first line; `damaged` when that cannot be read, `newer` when not by us. */
export interface SegmentDescription {
  readonly file: string;
  readonly bytes: number;
  /** The salt is left out: it is a secret of the log. */
  readonly header: Omit<LogHeader, 'salt'> | 'damaged' | 'newer';
}

export interface LogDescription {
  readonly segments: readonly SegmentDescription[];
  readonly head: Watermark | undefined;
}

/** What the segments of a log and its head say of themselves; no record is read. */
export async function describeSegments(disk: Disk, directory: string): Promise<LogDescription> {
  const { sealed, active } = await listLog(disk, directory);
  const names = [...sealed.map(({ file }) => file), ...(active === undefined ? [] : [active])];
  const segments: SegmentDescription[] = [];
  for (const file of names) {
    segments.push(
      await withFile(disk, path.join(directory, file), async (opened) => {
        const { header } = await readHeader(opened);
        return { file, bytes: await opened.size(), header: shown(header) };
      }),
    );
  }
  return { segments, head: await readHead(disk, directory) };
}

function shown(header: LogHeader | 'newer' | 'foreign'): SegmentDescription['header'] {
  if (typeof header === 'string') return header === 'foreign' ? 'damaged' : header;
  const { salt: _, ...rest } = header;
  return rest;
}
