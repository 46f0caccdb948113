import type { RecordValue } from '../model/model';

/**
 * Entity tags of an `If-Match`: the record must exist and, unless `any`, be at one of these
 * versions.
 */
export type Expected = { readonly any: true } | { readonly versions: readonly number[] };

/**
 * What a caller wants done to one record. Values have been checked against the model already;
 * patches cannot be.
 */
export type Command =
  | { readonly kind: 'create'; readonly model: string; readonly value: RecordValue }
  | {
      readonly kind: 'replace';
      readonly model: string;
      readonly value: RecordValue;
      readonly expected?: Expected | undefined;
    }
  /**
   * A whole record from somebody who may neither see nor set all of its fields: what is left out of
   * those stays. Its value cannot be checked before it meets the record.
   */
  | {
      readonly kind: 'rewrite';
      readonly model: string;
      readonly id: string;
      readonly body: Readonly<Record<string, unknown>>;
      readonly expected?: Expected | undefined;
    }
  | {
      readonly kind: 'merge';
      readonly model: string;
      readonly id: string;
      readonly patch: Readonly<Record<string, unknown>>;
      readonly expected?: Expected | undefined;
    }
  | {
      /** Gives some fields other values, as a whole each; `undefined` leaves a field out. */
      readonly kind: 'assign';
      readonly model: string;
      readonly id: string;
      readonly fields: Readonly<Record<string, unknown>>;
      readonly expected?: Expected | undefined;
    }
  | {
      readonly kind: 'remove';
      readonly model: string;
      readonly id: string;
      readonly expected?: Expected | undefined;
    };

export type CreateCommand = Extract<Command, { kind: 'create' }>;
