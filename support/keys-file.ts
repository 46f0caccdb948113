import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';

import { crc32 } from './crc32';

/** Eight digits and a colon. */
const PREFIX = 9;
const LOG_ID = /"log_id":"[0-9a-f]{32}"/;

/** What becomes of the file of the idempotency keys between two starts. */
export function changeKeysFile(directory: string, name: string, state: string): void {
  const path = join(directory, name);
  expect(existsSync(path), `présence de ${name}`).to.equal(state !== 'absent');
  const change = CHANGES[state];
  if (change === undefined) throw new Error(`no such state of a file: ${state}`);
  change(path);
}

const CHANGES: Record<string, (path: string) => void> = {
  présent: () => undefined,
  absent: () => undefined,
  effacé: (path) => rmSync(path),
  tronqué: (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2)),
  abîmé: (path) => {
    const bytes = readFileSync(path);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  },
  étranger: (path) => {
    const text = readFileSync(path, 'utf8').replace(LOG_ID, `"log_id":"${'0'.repeat(32)}"`);
    writeFileSync(path, sealed(text));
  },
};

/** The same lines with the checksums that they should have, each continuing the one before. */
function sealed(text: string): string {
  let crc = 0;
  const lines = text.split('\n').slice(0, -1);
  return lines
    .map((line) => {
      const json = Buffer.from(line.slice(PREFIX));
      crc = crc32(json, 0, json.length, crc);
      return `${crc.toString(16).padStart(8, '0')}:${json.toString('utf8')}\n`;
    })
    .join('');
}
