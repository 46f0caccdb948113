/**
 * The log: its files, their format, and what makes them valid.
 *
 * `events.raftlog` is the segment that grows. When it is large enough it is sealed: renamed to
 * `events-<first seq, 16 digits>.raftlog`, never written again; a new `events.raftlog` continues
 * it. A segment starts with its header, one line of JSON whatever follows. In JSON mode all lines
 * are alike:
 *
 *     0d4a1185:{"format":"lithair.raftlog","version":5, … ,"encoding":"json","base_seq":0, … }
 *     5b1c9f02:{"synced":0}
 *     77aa01ce:{"seq":1,"event_type":"ArticleCreated", …,"payload":{…}}
 *
 * A line is eight hex digits, a colon, JSON on one line, a newline; UTF-8. `less` reads it, and
 * `grep -c '"event_type":"ArticleCreated"'` counts, since only events have an `event_type`.
 * In binary mode frames follow the header: `crc u32 | previous crc u32 | length u32 | MessagePack`,
 * little-endian; an event is an array of the members of rule 6 in that order (nil for no request,
 * `[key, fingerprint]` for one; the payload is JSON text), a marker is `[synced]`. An array of
 * eight has neither `hash` nor `changed`, one of nine has the former first, one of ten has both:
 * there `hash` is nil where there is none, and `changed` an array of strings.
 *
 *  1. The digits are the CRC-32 (IEEE) of the JSON, seeded with the digits of the line before (0
 *     for a header). So a line is only valid behind its predecessor: one that was deleted,
 *     swapped, duplicated or spliced in is found. A frame says the checksum of its predecessor
 *     instead, and its own covers that.
 *  2. The first line is the header. `log_id` is random and the same in all segments: a record of
 *     another log does not chain.
 *  3. Each batch (one write) starts with a marker: `synced` is the last sequence number known to be
 *     on stable storage before the batch was written. Since one batch is in flight at a time,
 *     damage below a later marker cannot be the trace of a power cut: it is corruption.
 *  4. `seq` is dense from 1; `timestamp` (µs since 1970) strictly increases; both across segments.
 *  5. Events of a transaction are consecutive; each says how many are still to come (`tx_left`,
 *     absent for 0). A log that ends inside a transaction ends before it. A segment does not.
 *  6. The keys of an event are `seq, event_type, event_id, aggregate_id, timestamp, tx_left,
 *     idempotency_key, fingerprint, changed, payload`, in this order: a reader finds the payload
 *     without parsing it. Key and fingerprint are there when the request had a key, on its first
 *     event.
 *  7. A segment continues the one before: `base_seq`, `base_time` and `base_crc` of its header are
 *     the sequence number, time and checksum of the last record there. A sealed segment is on
 *     stable storage as a whole, so any damage in it is corruption.
 *  8. Checksums of frames are seeded with `salt`, random for each log and never shown: a
 *     payload cannot hold a forged frame.
 *  9. Where the header says `hash_chain`, each event carries its hash as its first member: `hash`,
 *     64 hex digits (32 bytes in a frame). It is the SHA-256 of the JSON of the line (the
 *     MessagePack of the frame) in which the hash of the event before stands in its place. The
 *     first event of a segment takes that of the JSON of the header, which says the hash of the
 *     last event before it as `base_hash`, if that has one. Markers carry none. A record whose
 *     checksum is right and that breaks this is no torn write: it is corruption wherever it stands.
 * 10. `schema`, the last member of a header, is what the application declared of its records: all
 *     events behind it were written under that. It is JSON that only the layers above understand.
 *     A header without one was written before there was any. A declaration that differs begins a
 *     new segment.
 * 11. `changed` names the fields in which an updated record differs from what it was, as it is
 *     recorded and in declared order; `[]` when it differs in none and is there for its key alone.
 *     Other events have none, nor has any before version 5. Names are letters, digits and `_`, so
 *     they need no escapes. A segment whose `min_reader` is below 5 is not written any more: its
 *     reader would take such an event for a torn write.
 */
export const LOG_FILE = 'events.raftlog';
/** The segment that is about to take the place of the growing one. */
export const NEXT_LOG_FILE = 'events.raftlog.next';
export const LOCK_FILE = 'LOCK';
/** Where compaction puts the beginning of the log: see `log-base.ts`. */
export const ARCHIVE_DIRECTORY = 'archive';

/** Hex digits and colon before the JSON of a line. */
export const PREFIX_BYTES = 9;
/** Checksum, checksum before, length: what stands before the body of a frame. */
export const FRAME_BYTES = 12;
/** A longer record is damage: the reader never buffers more than this. */
export const LINE_BYTES_MAX = 16 * 1024 * 1024;
/** What is read of a file first: nearly every header is shorter. */
export const HEADER_BYTES_USUAL = 4096;
/** A header is not longer than this, whatever the application declares. */
export const HEADER_BYTES_MAX = 1024 * 1024;
