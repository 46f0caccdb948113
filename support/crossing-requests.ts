import { expect } from 'chai';

import { type HttpClient, jsonOf } from './http-client';

interface Item {
  id: string;
  [field: string]: unknown;
}

/**
 * Deletes a book while a note that cites it is written, both at once, and again: whichever comes
 * first, the other must see it.
 * @returns how often each came first.
 */
export async function crossDeletions(
  http: HttpClient,
  times: number,
): Promise<{ cited: number; refused: number }> {
  const tally = { cited: 0, refused: 0 };
  for (let n = 1; n <= times; n += 1) {
    const book = { id: `b${1000 + n}`, title: 't', author: 'ada' };
    expect((await http.send('POST', '/api/books', { body: book })).status).to.equal(201);
    const cite = (): Promise<{ status: number }> =>
      http.send('POST', '/api/notes', { body: { book: book.id, text: 't' } });
    const remove = (): Promise<{ status: number }> => http.send('DELETE', `/api/books/${book.id}`);
    const [first, second] = n % 2 === 0 ? [cite(), remove()] : [remove(), cite()];
    const [noted, removed] =
      n % 2 === 0 ? [await first, await second] : [await second, await first];
    expect(removed.status, 'suppression du livre').to.equal(204);
    expect([201, 422], 'note qui croise la suppression').to.include(noted.status);
    if (noted.status === 201) tally.cited += 1;
    else tally.refused += 1;
  }
  return tally;
}

/** Values of a field that name no record of the model they refer to. */
export async function danglingReferences(
  http: HttpClient,
  { model, field, target }: { model: string; field: string; target: string },
): Promise<string[]> {
  const itemsOf = async (name: string): Promise<Item[]> =>
    jsonOf(await http.send('GET', `/api/${name}?limit=all`))['items'] as Item[];
  const known = new Set((await itemsOf(target)).map(({ id }) => id));
  const items = await itemsOf(model);
  return items.map((item) => String(item[field])).filter((id) => !known.has(id));
}
