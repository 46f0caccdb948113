import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Each file of a directory with its size and SHA-256: two equal prints are byte-identical
 * directories.
 */
export function directoryPrint(directory: string, ignored: string[] = []): Record<string, string> {
  if (!existsSync(directory)) return {};
  const names = readdirSync(directory).filter((name) => !ignored.includes(name));
  return Object.fromEntries(names.sort().map((name) => [name, filePrint(join(directory, name))]));
}

export function filePrint(path: string): string {
  const bytes = readFileSync(path);
  return `${bytes.length} bytes ${createHash('sha256').update(bytes).digest('hex')}`;
}
