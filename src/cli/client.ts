import { CLIENT_FILES, clientSource } from '../http/openapi/client-source';
import { readPackageFile } from '../package-file';
import { nodeDisk } from '../storage/disk/node-disk';
import { loadApp } from './load-app';

export interface ClientFlags {
  readonly app?: string;
  readonly out?: string;
}

/**
 * `lithair client`: a TypeScript client of the models in one file.
 * @throws {LithairError} `usage`, `invalid_model`; the system's error when the file cannot be made.
 */
export async function client({ app, out }: ClientFlags): Promise<void> {
  const declared = await loadApp(app);
  const files = CLIENT_FILES.map((file) => readPackageFile(`src/client/${file}`));
  const texts = (await Promise.all(files)).map((bytes) => bytes.toString());
  const source = clientSource(declared, texts);
  if (out === undefined) {
    process.stdout.write(source);
    return;
  }
  const file = await nodeDisk.create(out);
  await file.write(Buffer.from(source), 0);
  await file.close();
}
