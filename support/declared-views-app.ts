import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './server-command';

/** Writes an application with these events and views, each a list in JavaScript. */
export function writeDeclaredViewsApp(
  directory: string,
  { events, views }: { events: string; views: string },
): string {
  const path = join(directory, 'application.cjs');
  const lines = [
    `const { defineEvent, defineModel, defineView, on } = require(${JSON.stringify(ROOT)});`,
    `const { z } = require(${JSON.stringify(join(ROOT, 'node_modules/zod'))});`,
    `const Thing = defineModel('things', {});`,
    `const reduce = () => 1;`,
    `const Said = defineEvent('Said', {});`,
    `module.exports = { models: [Thing], events: ${events}, views: ${views} };`,
  ];
  writeFileSync(path, lines.join('\n'));
  return path;
}
