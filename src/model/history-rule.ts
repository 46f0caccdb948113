import type { FieldRules } from './field-rules';

/** How much of a field's past is kept. */
export interface HistoryRule {
  /** Values, the present one included; `Infinity` for all. */
  readonly versions: number;
  /** Age of the oldest, in microseconds; `Infinity` for any. */
  readonly maxAgeUs: number;
  /** Each value is kept with who gave it. */
  readonly isAudited: boolean;
}

const DAY_US = 24 * 60 * 60 * 1_000_000;

/** What the attributes of a field say of its past; `undefined` when none of it is kept. */
export function historyRuleOf({
  lifecycle = {},
  persistence = {},
}: FieldRules): HistoryRule | undefined {
  const { versions, history, audited, retentionDays } = lifecycle;
  const isAudited = audited === true;
  const isKept =
    versions !== undefined ||
    history === 'full' ||
    isAudited ||
    retentionDays !== undefined ||
    persistence.trackHistory === true;
  if (!isKept || history === 'never') return undefined;
  return {
    versions: versions ?? Infinity,
    maxAgeUs: retentionDays === undefined ? Infinity : retentionDays * DAY_US,
    isAudited,
  };
}
