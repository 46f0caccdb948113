import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { expect } from 'chai';

import { type HttpClient } from './http-client';
import { archivedNames, keptNames } from './raftlog-reader';

/** The whole list, as one text: two equal ones are the same articles in the same order. */
export async function servedList(http: HttpClient): Promise<string> {
  const { status, text } = await http.send('GET', '/api/articles?limit=all');
  expect(status, 'statut de la liste entière').to.equal(200);
  return text;
}

/**
 * Each sealed segment has a file beside it that `sha256sum -c` would accept; the hash is our own.
 * @returns how many there are.
 */
export function expectDigests(directory: string): number {
  const sealed = [...archivedNames(directory), ...keptNames(directory).slice(0, -1)];
  for (const name of sealed) {
    const path = join(directory, name);
    const line = existsSync(`${path}.sha256`) ? readFileSync(`${path}.sha256`, 'latin1') : '';
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
    expect(line, `somme de ${name}`).to.equal(`${digest}  ${basename(name)}\n`);
  }
  return sealed.length;
}

/** Takes every snapshot away. @returns how many there were. */
export function removeSnapshots(directory: string): number {
  const names = readdirSync(directory).filter((name) => name.startsWith('state.raftsnap'));
  for (const name of names) rmSync(join(directory, name));
  return names.length;
}
