/**
 * `events.raftlog`, JSON mode: the format, and what makes a log valid.
 *
 *     0d4a1185:{"format":"lithair.raftlog","version":1,"min_reader":1,"log_id":"…", …}
 *     5b1c9f02:{"synced":0}
 *     77aa01ce:{"seq":1,"event_type":"ArticleCreated", …,"payload":{…}}
 *
 * A line is eight hex digits, a colon, JSON on one line, a newline; UTF-8. `less` reads it, and
 * `grep -c '"event_type":"ArticleCreated"'` counts, since only events have an `event_type`.
 *
 *  1. The digits are the CRC-32 (IEEE) of the JSON, seeded with the digits of the line before (0
 *     for the first). So a line is only valid behind its predecessor: one that was deleted,
 *     swapped, duplicated or spliced in is found.
 *  2. The first line is the header. `log_id` is random: a line of another log does not chain.
 *  3. Each batch (one write) starts with a marker: `synced` is the last sequence number known to be
 *     on stable storage before the batch was written. Since one batch is in flight at a time,
 *     damage below a later marker cannot be the trace of a power cut: it is corruption.
 *  4. `seq` is dense from 1; `timestamp` (µs since 1970) strictly increases.
 *  5. Events of a transaction are consecutive; each says how many are still to come (`tx_left`,
 *     absent for 0). A log that ends inside a transaction ends before it.
 *  6. The keys of an event are `seq, event_type, event_id, aggregate_id, timestamp, tx_left,
 *     payload`, in this order: a reader finds the payload without parsing it.
 */
export const LOG_FILE = 'events.raftlog';
export const LOCK_FILE = 'LOCK';

/** Hex digits and colon before the JSON of a line. */
export const PREFIX_BYTES = 9;
/** A longer line is damage: the reader never buffers more than this. */
export const LINE_BYTES_MAX = 16 * 1024 * 1024;

const FORMAT = 'lithair.raftlog';
const VERSION = 1;

export interface LogHeader {
  readonly format: typeof FORMAT;
  /** Version of the writer. */
  readonly version: number;
  /** Oldest reader that understands it. */
  readonly min_reader: number;
  /** 32 hex digits. */
  readonly log_id: string;
  /** ISO 8601. */
  readonly created_at: string;
}

export function newHeader(logId: string, createdAtMs: number): LogHeader {
  const created_at = new Date(createdAtMs).toISOString();
  return { format: FORMAT, version: VERSION, min_reader: 1, log_id: logId, created_at };
}

/** What a first line is: ours, ours but too new, or not ours at all. */
export function readHeader(json: string): LogHeader | 'newer' | 'foreign' {
  let value: Partial<LogHeader>;
  try {
    value = JSON.parse(json) as Partial<LogHeader>;
  } catch {
    return 'foreign';
  }
  if (value.format !== FORMAT || typeof value.log_id !== 'string') return 'foreign';
  if (typeof value.min_reader !== 'number' || value.min_reader > VERSION) return 'newer';
  return value as LogHeader;
}
