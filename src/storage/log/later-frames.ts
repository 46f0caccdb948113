import type { DiskFile } from '../disk/disk';
import { ChunkReader } from './chunks';
import type { LogRecord } from './encoding';
import { FRAME_BYTES } from './log-format';

/** A whole frame, or that more bytes are needed to tell; `undefined`: there is none. */
export type FrameAt = (
  bytes: Buffer,
  start: number,
  length: number,
) => { readonly record: LogRecord; readonly end: number } | 'more' | undefined;

/**
 * Looks behind damage for whole frames: they say where they end, but not where they start, so each
 * place where one may start is tried. A frame is checked by itself, with the salt of its segment:
 * nobody who writes records can forge one.
 * @param from where the damage starts. @param shapes how the body of a frame may start.
 * @returns them, a chunk at a time.
 */
export async function* laterFrames(
  file: DiskFile,
  from: number,
  shapes: readonly number[],
  frameAt: FrameAt,
): AsyncGenerator<readonly LogRecord[]> {
  const isShape = new Uint8Array(256);
  for (const shape of shapes) isShape[shape] = 1;
  const reader = new ChunkReader(file, from, await file.size());
  for (let chunk = await reader.next(); chunk; chunk = await reader.next()) {
    const { bytes, length, isLast } = chunk;
    const found: LogRecord[] = [];
    let at = 0;
    while (at + FRAME_BYTES < length) {
      const isCandidate = isShape[bytes[at + FRAME_BYTES] as number] === 1;
      const frame = isCandidate ? frameAt(bytes, at, length) : undefined;
      if (frame === 'more' && !isLast) break;
      if (typeof frame === 'object') found.push(frame.record);
      at = typeof frame === 'object' ? frame.end : at + 1;
    }
    yield found;
    reader.advance(chunk, at);
  }
}
