/** pino levels: 50 is error, 60 fatal. */
const ERROR_LEVEL = 50;

/**
 * What a server wrote on standard error: JSON lines, or a plain line when it refused to start.
 */
export class ServerLog {
  #text = '';

  append(chunk: string): void {
    this.#text += chunk;
  }

  get text(): string {
    return this.#text;
  }

  get lines(): string[] {
    return this.#text.split('\n').filter((line) => line.trim() !== '');
  }

  /** Lines of level ≥ error, and lines that are not JSON (a stack trace is never expected). */
  get errors(): string[] {
    return this.lines.filter((line) => levelOf(line) >= ERROR_LEVEL);
  }
}

function levelOf(line: string): number {
  try {
    const entry: unknown = JSON.parse(line);
    const level = (entry as { level?: unknown } | null)?.level;
    return typeof level === 'number' ? level : ERROR_LEVEL;
  } catch {
    return ERROR_LEVEL;
  }
}
