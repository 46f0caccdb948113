import type { IncomingMessage } from 'node:http';
import type { LoggedEvent } from '../../engine/event';
import { testerOf, type FieldFilter } from '../../engine/query/record-query';
import { LithairError } from '../../errors/lithair-error';
import type { Model } from '../../model/model';
import { refusal } from '../query/field-param';
import { paramsOf, readFilters } from '../query/list-query';
import type { Told } from './told';

/** What `GET /api/{models}/events` is asked. */
export interface FeedQuery {
  /** Go on behind this event; from now on when it is left out. */
  readonly since?: number | undefined;
  /** First the records as they are. */
  readonly isSnapshot: boolean;
  /** Whether an event is wanted. */
  readonly wants: (told: Told, event: LoggedEvent) => boolean;
  /** Whether a record of a snapshot is wanted. */
  readonly fits: (json: string) => boolean;
}

const NAMES: readonly string[] = ['created', 'updated', 'deleted'];

/**
 * @param types of the events that the feed tells.
 * @param single the model that it is of, whose fields are filtered by; else it is of all.
 * @throws {LithairError} `invalid_query`, `invalid_event_id`.
 */
export function readFeedQuery(
  types: Iterable<string>,
  incoming: IncomingMessage,
  single?: Model,
): FeedQuery {
  const params = paramsOf(incoming.url ?? '');
  const own = (name: string): string | undefined => {
    const value = params.get(name);
    params.delete(name);
    return value;
  };
  const since = readSeq('since', own('since'));
  const isSnapshot = readSnapshot(own('snapshot'));
  if (since !== undefined && isSnapshot)
    throw refusal('since and snapshot exclude each other: a snapshot says where it ends');
  const wantedTypes = readTypes(types, own('type'));
  const filters = single === undefined ? noFilters(params) : readFilters(single, params);
  const resumed = readSeq('Last-Event-ID', resumeHeader(incoming));
  return {
    // Who comes back has its place, whatever the address says that it was opened with.
    since: resumed ?? since,
    isSnapshot: isSnapshot && resumed === undefined,
    wants: wanted(wantedTypes, filters),
    fits: testerOf(filters),
  };
}

/**
 * A record is judged as it is after the event. Of a deletion nothing is left but the identifier:
 * who did not have the record has nothing to do.
 */
function wanted(
  types: ReadonlySet<string> | undefined,
  filters: readonly FieldFilter[],
): FeedQuery['wants'] {
  const fits = testerOf(filters);
  const mayBe = testerOf(filters.filter(({ field }) => field === 'id'));
  return ({ name }, { type, payload }) => {
    if (types !== undefined && !types.has(name) && !types.has(type)) return false;
    if (filters.length === 0) return true;
    return name === 'deleted' ? mayBe(payload) : fits(payload);
  };
}

function readTypes(
  told: Iterable<string>,
  text: string | undefined,
): ReadonlySet<string> | undefined {
  if (text === undefined) return undefined;
  const known = [...NAMES, ...told];
  const types = text.split(',');
  const other = types.find((type) => !known.includes(type));
  if (other === undefined) return new Set(types);
  const some = known.slice(0, 12).join(', ');
  throw refusal(`type: ${JSON.stringify(other.slice(0, 40))} is none of ${some}`);
}

function readSnapshot(text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw refusal('snapshot is true or false');
}

function noFilters(params: ReadonlyMap<string, string>): readonly FieldFilter[] {
  const [name] = params.keys();
  if (name === undefined) return [];
  throw refusal(`${name.slice(0, 40)} is not a parameter here: use since, snapshot or type`);
}

function readSeq(what: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const message = `${what}: the number of an event is expected, not ${JSON.stringify(text.slice(0, 40))}`;
  throw new LithairError('invalid_event_id', message);
}

/** A client that has had no event yet may say so by an empty one. */
function resumeHeader({ headers }: IncomingMessage): string | undefined {
  const value = headers['last-event-id'];
  const text = Array.isArray(value) ? value.join() : value;
  return text === '' ? undefined : text;
}
