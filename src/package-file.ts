import path from 'node:path';
import { nodeDisk } from './storage/disk/node-disk';
import { withFile } from './storage/disk/with-file';

/** The same from `src` and from the compiled code. */
const ROOT = path.join(__dirname, '..');

/**
 * Reads a file of the package itself: never through the port to the disk, which holds data.
 * @param name from the root of the package: `dist/docs-page/swagger-ui.css`.
 */
export const readPackageFile = (name: string): Promise<Buffer> =>
  withFile(nodeDisk, path.join(ROOT, name), async (file) => {
    const bytes = Buffer.alloc(await file.size());
    await file.read(bytes, 0);
    return bytes;
  });

/** Reads what `npm run build` puts beside the compiled code, for the page at `/docs`. */
export const readDocsFile = (name: string): Promise<Buffer> =>
  readPackageFile(`dist/docs-page/${name}`);
