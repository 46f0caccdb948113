export interface BadInput {
  body: string | Buffer;
  headers?: Record<string, string>;
}

const nested = (depth: number): string => '{"a":'.repeat(depth - 1) + '1' + '}'.repeat(depth - 1);
const withMetadata = (json: string): string => `{"title":"x","content":"y","metadata":${json}}`;
/** Exactly 10,000 keys in all, `title`, `content` and `metadata` included. */
const manyKeys = (): string =>
  withMetadata(`{${Array.from({ length: 9_997 }, (_, n) => `"k${n}":${n}`).join(',')}}`);

/** The bodies of « Bad input », by the name that the scenarios give them. */
const BAD_INPUTS: Record<string, BadInput> = {
  'JSON tronqué': { body: '{"title":"x","content":' },
  'rien du tout': { body: Buffer.alloc(0) },
  "octets qui ne sont pas de l'UTF-8": {
    body: Buffer.concat([
      Buffer.from('{"title":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('","content":"y"}'),
    ]),
  },
  "65 niveaux d'imbrication": { body: withMetadata(nested(65)) },
  "100000 niveaux d'imbrication": { body: withMetadata(nested(100_000)) },
  '10000 clés': { body: manyKeys() },
  'nombre 1e400': { body: withMetadata('{"n":1e400}') },
  'entier trop grand pour être exact': { body: withMetadata('{"n":9007199254740993}') },
  'clé __proto__': { body: '{"title":"x","content":"y","__proto__":{"admin":true}}' },
  'clé __proto__ écrite en échappements': {
    body: withMetadata('{"\\u005f_proto__":{"admin":true}}'),
  },
  "tableau à la place d'un objet": { body: '[{"title":"x","content":"y"}]' },
  'texte annoncé comme text/plain': {
    body: '{"title":"x","content":"y"}',
    headers: { 'content-type': 'text/plain' },
  },
  'corps annoncé comme comprimé': {
    body: '{"title":"x","content":"y"}',
    headers: { 'content-encoding': 'gzip' },
  },
  'fiche de 2 Mo': { body: `{"title":"x","content":"${'y'.repeat(2_000_000)}"}` },
  'champ inconnu': { body: '{"title":"x","content":"y","prix":3}' },
  'titre de 301 caractères': { body: `{"title":"${'x'.repeat(301)}","content":"y"}` },
  'identifiant ../secret': { body: '{"id":"../secret","title":"x","content":"y"}' },
  'identifiant réservé bulk': { body: '{"id":"bulk","title":"x","content":"y"}' },
};

export function badInput(name: string): BadInput {
  const input = BAD_INPUTS[name];
  if (input === undefined) throw new Error(`no bad input named « ${name} »`);
  return input;
}
