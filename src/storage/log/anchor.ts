import { LithairError } from '../../errors/lithair-error';

/**
 * What names a chained event and, by its hash, all of the chain before it. Kept where whoever can
 * write the log cannot write, it proves later that nothing of that was changed or taken away.
 */
export interface Anchor {
  readonly log_id: string;
  readonly seq: number;
  /** In microseconds since 1970. */
  readonly timestamp: number;
  /** SHA-256, in hex. */
  readonly hash: string;
}

/**
 * Reads anchors, one JSON line each.
 * @param source where the text is from, for whoever reads the refusal.
 * @throws {LithairError} `usage`: a line is not an anchor, or there is none.
 */
export function parseAnchors(text: string, source: string): Anchor[] {
  const anchors = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const anchor = parseAnchor(line);
    if (anchor !== undefined) return [anchor];
    throw new LithairError('usage', `line ${index + 1} of ${source} is not an anchor`);
  });
  if (anchors.length === 0) throw new LithairError('usage', `${source} holds no anchor`);
  return anchors;
}

function parseAnchor(line: string): Anchor | undefined {
  let value: Partial<Anchor> | null;
  try {
    value = JSON.parse(line) as Partial<Anchor> | null;
  } catch {
    return undefined;
  }
  const { log_id, seq, timestamp, hash } = value ?? {};
  const isWhole =
    typeof log_id === 'string' &&
    /^[0-9a-f]{64}$/.test(String(hash)) &&
    [seq, timestamp].every((number) => Number.isSafeInteger(number) && (number as number) > 0);
  return isWhole ? (value as Anchor) : undefined;
}
