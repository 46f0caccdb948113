import type { ReportFlags } from './show-report';

/** What the schema commands take. */
export interface SchemaFlags extends ReportFlags {
  /** The data directory. */
  readonly data: string;
  readonly app?: string;
}
