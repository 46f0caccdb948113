import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { crc32 } from './crc32';

const LOG = 'events.raftlog';

/** One line of the log's format, with a right checksum: only its content is foreign. */
function logLine(value: unknown): string {
  const bytes = Buffer.from(JSON.stringify(value));
  return `${crc32(bytes, 0, bytes.length, 0).toString(16).padStart(8, '0')}:${bytes.toString()}\n`;
}

/** Bytes that look random and are the same in every run. */
function noise(length: number): Buffer {
  let state = 0x9e3779b9;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    }),
  );
}

const NEWER = { format: 'lithair.raftlog', version: 99, log_id: 'x', created_at: 1795228800000000 };
const OTHER = { format: 'autre.produit', version: 1, id: 'x' };

const CONTENTS: Record<string, Record<string, string | Buffer>> = {
  "le journal d'un autre produit": { [LOG]: logLine(OTHER) + logLine({ entry: 1 }) },
  "un journal fait d'octets au hasard": { [LOG]: noise(4096) },
  "un journal d'une version plus récente du format": { [LOG]: logLine(NEWER) },
  "les fichiers d'une base SQLite": {
    'app.db': Buffer.concat([Buffer.from('SQLite format 3\0'), noise(4080)]),
    'app.db-wal': noise(512),
  },
};

export function fillForeignDirectory(directory: string, content: string): void {
  const files = CONTENTS[content];
  if (files === undefined) throw new Error(`no foreign content named « ${content} »`);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(directory, name), bytes);
}
