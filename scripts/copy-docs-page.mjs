// Puts what the page at `/docs` is made of beside the compiled code. Swagger UI is a package of the
// development: as one of the product it would bring a telemetry script to each of its installations.
import { cpSync, mkdirSync } from 'node:fs';

const FROM = 'node_modules/swagger-ui-dist';
const TO = 'dist/docs-page';

mkdirSync(TO, { recursive: true });
for (const file of [
  'swagger-ui-bundle.js',
  'swagger-ui.css',
  'favicon-32x32.png',
  'LICENSE',
  'NOTICE',
])
  cpSync(`${FROM}/${file}`, `${TO}/${file}`);
