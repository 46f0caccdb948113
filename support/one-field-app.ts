import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './server-command';

/** All of it but the names as JavaScript. */
interface OneField {
  readonly model: string;
  readonly field: string;
  readonly attributes: string;
  /** Of the model. */
  readonly options?: string;
}

/** Writes an application of one model with one text field, declared with these attributes. */
export function writeOneFieldApp(
  directory: string,
  { model, field, attributes, options = '{}' }: OneField,
): string {
  const path = join(directory, 'application.cjs');
  const lines = [
    `const { defineModel, field } = require(${JSON.stringify(ROOT)});`,
    `const { z } = require(${JSON.stringify(join(ROOT, 'node_modules/zod'))});`,
    `const it = field(z.string(), ${attributes});`,
    `module.exports = { models: [defineModel('${model}', { ${field}: it }, ${options})] };`,
  ];
  writeFileSync(path, lines.join('\n'));
  return path;
}
