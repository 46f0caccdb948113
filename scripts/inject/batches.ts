import { itemsOf, nameOf, type Item } from './input-file';

/** How the records of a file become requests. */
export interface Form {
  /** Records a request. */
  readonly size: number;
  /** Fields of an event that take the key and the records; left out, a list is sent as it is. */
  readonly wrap: { readonly key: string; readonly list: string } | undefined;
  /** Each record is a request of its own. */
  readonly isSingle: boolean;
  /** Field of a record that holds the key of its request. */
  readonly keyField: string | undefined;
}

/** One request. */
export interface Batch {
  readonly file: string;
  readonly items: readonly Item[];
  readonly key: string;
  readonly body: string;
}

/** A server takes more; other records may be longer than those of the sample. */
const BATCH_BYTES_MAX = 2 * 1024 * 1024;

/** The requests that files make, in their order: the same ones whenever they are asked for. */
export async function* batchesOf(files: readonly string[], form: Form): AsyncGenerator<Batch> {
  for (const file of files) {
    let items: Item[] = [];
    let bytes = 0;
    for await (const item of itemsOf(file)) {
      if (items.length > 0 && bytes + item.text.length > BATCH_BYTES_MAX) {
        yield batchOf(file, items, form);
        items = [];
        bytes = 0;
      }
      items.push(item);
      bytes += item.text.length;
      if (items.length < form.size) continue;
      yield batchOf(file, items, form);
      items = [];
      bytes = 0;
    }
    if (items.length > 0) yield batchOf(file, items, form);
  }
}

/** Lines of the first and last record: `readings.ndjson:1-1000`. */
export function rangeOf(items: readonly Item[]): string {
  const [first, last] = [items[0]?.line, items.at(-1)?.line];
  return first === last ? String(first) : `${first}-${last}`;
}

function batchOf(file: string, items: readonly Item[], form: Form): Batch {
  const { wrap, isSingle, keyField } = form;
  const texts = items.map(({ text }) => text);
  const own = keyField === undefined ? undefined : fieldOf(texts[0], keyField);
  const key = own ?? `${nameOf(file)}:${rangeOf(items)}`;
  const list = `[${texts.join()}]`;
  if (isSingle) return { file, items, key, body: texts[0] ?? '' };
  if (wrap === undefined) return { file, items, key, body: list };
  const body = `{${JSON.stringify(wrap.key)}:"${key}",${JSON.stringify(wrap.list)}:${list}}`;
  return { file, items, key, body };
}

function fieldOf(text = '{}', field: string): string | undefined {
  const value = (JSON.parse(text) as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : undefined;
}
