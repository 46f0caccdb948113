export interface AbsurdCall {
  method: 'POST' | 'PUT' | 'PATCH';
  path: string;
  body: Buffer;
  headers: Record<string, string>;
}

const SEED = 20_251_112;
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  '\\',
  '"title"',
  '"content"',
  '"id"',
  '"__proto__"',
  'null',
  'true',
  '-',
  '1e999',
  '0',
  '12',
  '"é"',
  '\u0000',
  ' ',
  '\n',
  '"\\ud800"',
  '{"title":',
  '{"create":[',
  '[[[[',
  '"tags":[1]',
];
const PATHS: Array<[AbsurdCall['method'], string]> = [
  ['POST', '/api/articles'],
  ['POST', '/api/articles/bulk'],
  ['POST', '/api/users'],
  ['PUT', '/api/articles/42'],
  ['PATCH', '/api/users/absent'],
  ['POST', '/api/comments'],
];

/** A small generator with a known seed: the same absurd bodies in every run. */
function* random(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield (state >>> 8) / 2 ** 24;
  }
}

/** An empty lot is legal, and a few pieces in a row may spell one. */
const isJson = (body: Buffer): boolean => {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
};

/**
 * Batches of bodies that no model accepts: pieces of JSON in disorder, raw bytes, wrong shapes.
 */
export function* absurdBodies(amount: number, batchSize: number): Generator<AbsurdCall[]> {
  const source = random(SEED);
  const below = (limit: number): number => Math.floor(source.next().value * limit);
  const one = (): AbsurdCall => {
    const [method, path] = PATHS[below(PATHS.length)] ?? ['POST', '/api/articles'];
    const pieces = Array.from({ length: below(24) }, () => PIECES[below(PIECES.length)] ?? '');
    const text = Buffer.from(`${pieces.join('')}}`);
    const bytes = Buffer.from(Array.from({ length: below(40) }, () => below(256)));
    const isRaw = below(4) === 0;
    const drawn = isRaw ? Buffer.concat([bytes, Buffer.from('}')]) : text;
    const body = path.endsWith('/bulk') && isJson(drawn) ? Buffer.concat([drawn, text]) : drawn;
    return { method, path, body, headers: { 'content-type': 'application/json' } };
  };
  for (let done = 0; done < amount; done += batchSize) {
    yield Array.from({ length: Math.min(batchSize, amount - done) }, one);
  }
}
