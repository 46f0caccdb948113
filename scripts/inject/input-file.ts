import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** What ends an injection, in one line, with its exit code (sysexits). */
export class Ending extends Error {
  readonly exit: number;

  constructor(exit: number, message: string) {
    super(message);
    this.exit = exit;
  }
}

export const DATA_ERROR = 65;
export const NO_INPUT = 66;
export const UNAVAILABLE = 69;

/** One record of a file: the text of its JSON object, and where it is. */
export interface Item {
  /** From 1; of a JSON array the position of the element. */
  readonly line: number;
  readonly text: string;
}

/** A name that every file has for itself, in the characters of an idempotency key. */
export const nameOf = (file: string): string =>
  basename(file)
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(-60);

/**
 * The records of a file of JSON lines, or of one JSON array; one line is in memory at a time.
 * @throws {Ending} it is not there, or a line is no JSON object.
 */
export async function* itemsOf(file: string): AsyncGenerator<Item> {
  const handle = await open(file).catch((error: Error) => {
    throw new Ending(NO_INPUT, `${file}: ${error.message}`);
  });
  try {
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, 0);
    if (buffer.toString() === '[') {
      yield* elementsOf(file);
      return;
    }
    let line = 0;
    for await (const text of handle.readLines({ start: 0 })) {
      line += 1;
      if (text.trim() === '') continue;
      requireObject(`${file}:${line}`, () => JSON.parse(text));
      yield { line, text };
    }
  } finally {
    await handle.close();
  }
}

async function* elementsOf(file: string): AsyncGenerator<Item> {
  const elements = parsed(file, JSON.parse, await readFile(file, 'utf8')) as unknown[];
  for (const [index, element] of elements.entries()) {
    requireObject(`${file}:${index + 1}`, () => element);
    yield { line: index + 1, text: JSON.stringify(element) };
  }
}

function requireObject(place: string, read: () => unknown): void {
  const value = parsed(place, read, '');
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new Ending(DATA_ERROR, `${place}: not a JSON object`);
}

function parsed(place: string, read: (text: string) => unknown, text: string): unknown {
  try {
    return read(text);
  } catch (error) {
    throw new Ending(DATA_ERROR, `${place}: ${(error as Error).message}`);
  }
}
