import type { ViewEntry } from '../../engine/views/view-entry';

/** Takes each value of a view of a block whose checksum is right. */
export type ViewSink = (view: string, entry: ViewEntry) => void;

/** The lines of a block of values: see rule 5 of `snapshot-format.ts`. */
export function* viewLines(entries: Iterable<ViewEntry>): Generator<string> {
  for (const { seq, key, value } of entries) yield `${JSON.stringify([seq, key, value])}\n`;
}

/** Reads the lines of a block. False when one of them is no value of a view. */
export function readViewLines(view: string, block: Buffer, onView: ViewSink): boolean {
  const lines = block.toString('utf8').split('\n');
  if (lines.pop() !== '') return false;
  try {
    for (const line of lines) onView(view, entryOf(JSON.parse(line)));
  } catch {
    return false;
  }
  return true;
}

/** @throws it is not one. */
function entryOf(line: unknown): ViewEntry {
  const [seq, key, value] = line as readonly [number, string, unknown];
  if (typeof key !== 'string' || !Number.isSafeInteger(seq) || value === undefined)
    throw new TypeError('not a value of a view');
  return { seq, key, value };
}
