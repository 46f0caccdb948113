import type { CommandResult } from './lithair-command';

/** One run of a tool while clients were writing. */
export interface ToolRun {
  /** Identifiers that clients had seen acknowledged before the tool was started. */
  acknowledged: string[];
  result: CommandResult;
}

/** What `lithair backup --json` says. */
export interface BackupSaid {
  events: number;
  first_seq: number | null;
  last_seq: number;
}
