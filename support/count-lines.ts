import { readFileSync } from 'node:fs';

/** What `grep -c` says of a file: lines that contain the text. */
export function countLinesWith(path: string, text: string): number {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.includes(text)).length;
}
