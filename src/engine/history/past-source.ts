import { LithairError } from '../../errors/lithair-error';
import type { Model } from '../../model/model';
import type { RecordReader } from '../state-engine-backend';
import type { HistoryReader } from './history';
import { isBy, type Instant } from './instant';
import type { RecordThen, Sight } from './record-then';

/** What one question about the past may cost. */
export interface PastBounds {
  /** Records looked at for filters and sorting: no index knows the past. */
  readonly lookedMax: number;
  /** Records sorted at once, for whoever wants all of them: that is no work in pieces. */
  readonly sortedMax: number;
  /** Records looked at before others are let in. */
  readonly pieceRecords: number;
}

export const PAST_BOUNDS: PastBounds = {
  lookedMax: 100_000,
  sortedMax: 10_000,
  pieceRecords: 500,
};

/** The records of a model at an instant, as somebody sees them. */
export interface PastSource {
  readonly model: Model;
  readonly records: RecordReader;
  /** `undefined` when the model keeps no past. */
  readonly history: HistoryReader | undefined;
  readonly at: Instant;
  /** Time of the question, µs since 1970: what is too old by then is not shown. */
  readonly nowUs: number;
  readonly sight: Sight;
  readonly bounds?: PastBounds;
}

/** Of a model that keeps some past. */
export type Known = PastSource & { readonly history: HistoryReader };

/** @throws {LithairError} `history_not_kept`: it is not even known which records there were. */
export function requireKnown(source: PastSource): Known {
  const { model, history, at, nowUs, sight } = source;
  const fields = sight.fields.filter((field) => field !== 'id');
  if (history === undefined) throw unkept(`${model.name} keep no past of any field`, { fields });
  const since = history.since(nowUs);
  if (isBy(since, at)) return { ...source, history };
  const message = `which ${model.name} there were then is not known: what is kept begins at event ${since.seq}`;
  throw unkept(message, { fields });
}

/** @throws {LithairError} `history_not_kept`: nobody knows whether it was there. */
export function requireThere(source: PastSource, then: RecordThen): void {
  if (then.isThere === undefined) throw unknownRecord(source, then, source.sight.fields);
}

/** @throws {LithairError} `history_not_kept`: nobody knows what some of these fields were. */
export function requireWhole(
  source: PastSource,
  then: RecordThen,
  fields: readonly string[],
): void {
  const missing = then.missing(fields);
  if (missing.length > 0) throw unknownRecord(source, then, missing);
}

function unknownRecord(
  { model }: PastSource,
  then: RecordThen,
  fields: readonly string[],
): LithairError {
  const names = fields.filter((field) => field !== 'id');
  const message = `${model.name} are not known as they were then: of ${then.id} the past of ${names.join(', ')} is not kept`;
  return unkept(message, { fields: names, id: then.id });
}

const unkept = (message: string, details: { fields: readonly string[]; id?: string }) =>
  new LithairError('history_not_kept', message, details);
