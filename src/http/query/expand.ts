import type { Model, Reference } from '../../model/model';
import { keyReader } from '../../engine/index/key-reader';
import type { HttpNode } from '../exchange';
import { shown } from '../field-access';
import { refusal } from './field-param';

/**
 * Adds to the shown text of a record the records that some of its fields name.
 * @param json the whole record.
 */
export type Expander = (text: string, json: string) => string;

/**
 * Reads `expand=categoryId,authorId`.
 * @throws {LithairError} `invalid_query`: not a reference that answers show.
 */
export function readExpand(node: HttpNode, model: Model, text: string): Expander {
  if (model.fieldNames.includes('expanded'))
    throw refusal(`${model.name} have a field expanded of their own: nothing can be expanded`);
  const names = text.split(',');
  if (new Set(names).size < names.length) throw refusal('expand names a field twice');
  const readers = names.map((name) => readerOf(node, requireReference(model, name)));
  return (text, json) => {
    const members = readers.map(({ field, textOf }) => `${JSON.stringify(field)}:${textOf(json)}`);
    return `${text.slice(0, -1)},"expanded":{${members.join(',')}}}`;
  };
}

function requireReference(model: Model, name: string): Reference {
  const found = model.references.find(({ field }) => field === name);
  if (found !== undefined && !model.hiddenFields.includes(name)) return found;
  throw refusal(`${name.slice(0, 40)} is not a reference of ${model.name}`);
}

function readerOf(
  node: HttpNode,
  { field, model: name }: Reference,
): { field: string; textOf: (json: string) => string } {
  const idOf = keyReader(field);
  return node.runtime.engine.withState((state) => {
    const target = state.model(name);
    const records = state.records(name);
    const textOf = (json: string): string => {
      const id = idOf(json);
      const entry = typeof id === 'string' ? records.get(id) : undefined;
      return entry === undefined ? 'null' : shown(node, target, entry);
    };
    return { field, textOf };
  });
}
