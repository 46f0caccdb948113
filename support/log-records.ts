import { decode } from '@msgpack/msgpack';

/** The bytes of one record as they stand in a file, and the event that they are, if any. */
export interface RawRecord {
  bytes: Buffer;
  seq: number | undefined;
}

const LINE_FEED = 10;
const SEQ = /^[0-9a-f]{8}:\{"seq":(\d+),/;
/** Before the body of a frame; its length is the last of three numbers. */
const HEAD_BYTES = 12;
const LENGTH_AT = 8;

/** Cuts a whole segment into its records, lines or frames as its header says; checks nothing. */
export function recordsOf(segment: Buffer): RawRecord[] {
  const records: RawRecord[] = [];
  let isBinary = false;
  for (let from = 0; from < segment.length;) {
    const end = isBinary ? endOfFrame(segment, from) : endOfLine(segment, from);
    const bytes = segment.subarray(from, end);
    records.push({ bytes, seq: isBinary ? seqOfFrame(bytes) : seqOfLine(bytes) });
    if (from === 0) isBinary = bytes.includes('"encoding":"binary"');
    from = end;
  }
  return records;
}

const endOfLine = (segment: Buffer, from: number): number => {
  const feed = segment.indexOf(LINE_FEED, from);
  return feed < 0 ? segment.length : feed + 1;
};

const endOfFrame = (segment: Buffer, from: number): number =>
  from + HEAD_BYTES + segment.readUInt32LE(from + LENGTH_AT);

function seqOfLine(line: Buffer): number | undefined {
  const seq = SEQ.exec(line.toString('latin1', 0, 40))?.[1];
  return seq === undefined ? undefined : Number(seq);
}

/** A marker has one member. */
function seqOfFrame(frame: Buffer): number | undefined {
  const [seq, ...others] = decode(frame.subarray(HEAD_BYTES)) as unknown[];
  return others.length === 0 ? undefined : Number(seq);
}
