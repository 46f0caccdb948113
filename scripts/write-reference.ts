// Writes the tables of settings of docs/REFERENCE.md from the table in the code.
import { readFileSync, writeFileSync } from 'node:fs';
import { withSettingTables } from '../src/testing/settings-markdown';

const REFERENCE = 'docs/REFERENCE.md';
writeFileSync(REFERENCE, withSettingTables(readFileSync(REFERENCE, 'utf8')));
