import { clientSource } from '../http/openapi/client-source';
import { readPackageFile } from '../package-file';
import { nodeDisk } from '../storage/disk/node-disk';
import { loadApp } from './load-app';

/** In the package, and in its sources: the client is written as it is there. */
const RUNTIME = 'src/client/rest-client.ts';

export interface ClientFlags {
  readonly app?: string;
  readonly out?: string;
}

/**
 * `lithair client`: a TypeScript client of the models in one file.
 * @throws {LithairError} `usage`, `invalid_model`; the system's error when the file cannot be made.
 */
export async function client({ app, out }: ClientFlags): Promise<void> {
  const { models } = await loadApp(app);
  const runtime = (await readPackageFile(RUNTIME)).toString();
  const source = clientSource(models, runtime);
  if (out === undefined) {
    process.stdout.write(source);
    return;
  }
  const file = await nodeDisk.create(out);
  await file.write(Buffer.from(source), 0);
  await file.close();
}
