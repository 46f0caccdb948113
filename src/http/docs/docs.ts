import { fingerprintOf } from '../../runtime/fingerprint';
import type { Declared } from '../api/declared';
import { routeTable } from '../api/route-table';
import type { Docs, Fixed } from '../exchange';
import type * as DocumentModule from '../openapi/document';
import { PAGE, START, type FileName } from './page';

/** What the documentation is made from. */
export interface DocsParts {
  readonly declared: Declared;
  readonly version: string;
  /** Reads a file of the page's package. */
  readonly readFile: (name: string) => Promise<Uint8Array>;
}

/** A document that is made once, and files that are read once, each when it is first asked for. */
export function docsOf({ declared, version, readFile }: DocsParts): Docs {
  let document: Fixed | undefined;
  let page: Fixed | undefined;
  const files = new Map<FileName, Promise<Fixed>>();
  const read = async (name: FileName): Promise<Fixed> =>
    fixed(name === 'start.js' ? Buffer.from(START) : await readFile(name));
  return {
    openApi: () => {
      // Loaded here: a start needs none of it.
      const { openApiDocument } = require('../openapi/document') as typeof DocumentModule;
      const table = routeTable(declared, { hasDocs: true });
      const make = (): string => JSON.stringify(openApiDocument({ ...declared, table, version }));
      return (document ??= fixed(Buffer.from(make())));
    },
    page: () => (page ??= fixed(Buffer.from(PAGE))),
    file: (name) => {
      const known = files.get(name) ?? read(name);
      files.set(name, known);
      // What could not be read is tried again.
      known.catch(() => files.delete(name));
      return known;
    },
  };
}

const fixed = (bytes: Uint8Array): Fixed => ({ bytes, tag: `"${fingerprintOf([], bytes)}"` });
