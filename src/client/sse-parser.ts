/** What a stream says between two empty lines; comments are left out. */
export interface SseMessage {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly retryMs?: number;
}

/** Reads server-sent events (HTML, 9.2.6) out of a text that comes in pieces, cut anywhere. */
export class SseParser {
  /** What has come of a line. */
  #rest = '';
  /** The last piece ended with a carriage return: a line feed that follows is of the same end. */
  #isAfterReturn = false;
  #message: { -readonly [K in keyof SseMessage]: SseMessage[K] } = {};

  /** The messages that are whole now. */
  push(piece: string): readonly SseMessage[] {
    if (piece === '') return [];
    const text = this.#isAfterReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
    this.#isAfterReturn = piece.endsWith('\r');
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() as string;
    const messages: SseMessage[] = [];
    for (const line of lines) {
      if (line !== '') this.#take(line);
      else if (Object.keys(this.#message).length > 0) {
        messages.push(this.#message);
        this.#message = {};
      }
    }
    return messages;
  }

  #take(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    const message = this.#message;
    if (name === 'data')
      message.data = message.data === undefined ? value : `${message.data}\n${value}`;
    else if (name === 'event') message.event = value;
    else if (name === 'id' && !value.includes('\0')) message.id = value;
    else if (name === 'retry' && /^\d+$/.test(value)) message.retryMs = Number(value);
  }
}
