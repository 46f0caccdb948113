import type { RecordEntry } from '../../engine/record-entry';
import type { Model } from '../../model/model';
import { recordOnRecord } from './told';

/** Records of an event, at most, and those that are looked at before others are let in. */
const ITEMS_MAX = 200;
const LOOKED_MAX = 2_000;
const CHARACTERS_MAX = 64 * 1024;

/** The records of a model at one instant; they stay as they are whatever is written meanwhile. */
export interface FrozenModel {
  readonly model: Model;
  readonly entries: Iterable<RecordEntry>;
}

/**
 * The events of a snapshot: pages of records, then the event that all of them are at. The pages
 * have no number: who loses the connection in the middle of them begins again.
 */
export function* snapshotTexts(
  sections: readonly FrozenModel[],
  seq: number,
  fits: (json: string) => boolean,
): Generator<string> {
  for (const section of sections) yield* pagesOf(section, seq, fits);
  yield `id: ${seq}\nevent: snapshot-end\ndata: {"seq":${seq}}\n\n`;
}

function* pagesOf(
  { model, entries }: FrozenModel,
  seq: number,
  fits: (json: string) => boolean,
): Generator<string> {
  const page = (items: readonly string[]): string =>
    `event: snapshot\ndata: {"seq":${seq},"model":"${model.name}","items":[${items.join(',')}]}\n\n`;
  let items: string[] = [];
  let [looked, characters] = [0, 0];
  for (const entry of entries) {
    looked += 1;
    if (looked % LOOKED_MAX === 0) yield '';
    const { json } = entry;
    if (!fits(json)) continue;
    const item = recordOnRecord(model, json);
    items.push(item);
    characters += item.length;
    if (items.length < ITEMS_MAX && characters < CHARACTERS_MAX) continue;
    yield page(items);
    items = [];
    characters = 0;
  }
  if (items.length > 0) yield page(items);
}
