import type { ServerLog } from './server-log';

/** pino's level of a debug line. */
const DEBUG_LEVEL = 20;

/** A debug line of the server's log, for one acknowledged event. */
export interface VerboseLine {
  level: number;
  type: string;
  id: string;
  seq: number;
}

/** The debug lines that a server wrote, in their order. */
export function verboseLines({ lines }: ServerLog): VerboseLine[] {
  return lines
    .map((line) => JSON.parse(line) as VerboseLine)
    .filter(({ level }) => level === DEBUG_LEVEL);
}
