import { expect } from 'chai';

import type { LogEvent, LogHeader, LogReading } from './raftlog-reader';

type Declared = NonNullable<LogHeader['schema']>[string];
type Fields = LogEvent['payload'];

/**
 * Each update names the fields in which its record differs from what it was, and nothing else says
 * that it changed any. Found out from the records alone; where a record was of another version of
 * its model before, nobody can tell.
 */
export function expectNamedChanges({ events, segments }: LogReading): void {
  const records = new Map<string, { fields: Fields; version: number }>();
  let segment = 0;
  let models = new Map<string, Declared>();
  events.forEach((event, index) => {
    for (; segments[segment] !== undefined && segments[segment]?.before === index; segment += 1)
      models = bySingular(segments[segment]?.header);
    const { event_type: type, aggregate_id: id, payload: fields, changed, seq } = event;
    const [, name = '', kind] = /^(.+)(Created|Updated|Deleted)$/.exec(type) ?? [];
    const model = models.get(name);
    if (model === undefined) return;
    const key = `${name} ${id}`;
    const before = records.get(key);
    // A check of a million events must not cost a million assertions.
    if ((kind === 'Updated') !== (changed !== undefined))
      expect.fail(`seq ${seq}, ${type}: champs changés ${JSON.stringify(changed)}`);
    else if (before?.version === model.version && kind === 'Updated')
      expectNames(event, before.fields);
    if (kind === 'Deleted') records.delete(key);
    else records.set(key, { fields, version: model.version });
  });
}

function expectNames({ seq, payload, changed }: LogEvent, before: Fields): void {
  const textOf = (value: unknown): string | undefined => JSON.stringify(value);
  const names = Object.keys({ ...before, ...payload });
  const differ = names.filter((name) => textOf(before[name]) !== textOf(payload[name]));
  expect(changed, `champs changés par l’événement ${seq}`).to.have.members(differ);
}

/** `Article` for `articles`. */
function bySingular(header: LogHeader | undefined): Map<string, Declared> {
  const declared = Object.values(header?.schema ?? {});
  return new Map(
    declared.map((model) => [
      model.singular.charAt(0).toUpperCase() + model.singular.slice(1),
      model,
    ]),
  );
}
