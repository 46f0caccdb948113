/** JSON texts of records that follow each other in a list, as bytes. */
export interface RecordTexts {
  /** Put together they are the texts with commas between them. Not to be written into. */
  readonly pieces: readonly Uint8Array[];
  readonly count: number;
  /** Event that created the last one; that behind which was looked when there is none. */
  readonly last: number;
  /** Others follow. */
  readonly hasMore: boolean;
}

/** When enough was taken: at either. */
export interface TextBounds {
  readonly records: number;
  /** What is taken may be longer by one record. */
  readonly bytes: number;
}
