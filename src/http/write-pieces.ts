import type { ServerResponse } from 'node:http';

/** Shorter ones are put together: each write has a cost of its own. */
const SHORT_BYTES = 4 * 1024;

/**
 * Writes pieces one behind the other; long ones as they are, without a copy.
 * @returns whether there is room for more.
 */
export function writePieces(outgoing: ServerResponse, pieces: readonly Uint8Array[]): boolean {
  let hasRoom = true;
  let short: Uint8Array[] = [];
  const writeShort = (): void => {
    if (short.length > 0) hasRoom = outgoing.write(Buffer.concat(short));
    short = [];
  };
  for (const piece of pieces) {
    if (piece.length < SHORT_BYTES) short.push(piece);
    else {
      writeShort();
      hasRoom = outgoing.write(piece);
    }
  }
  writeShort();
  return hasRoom;
}
