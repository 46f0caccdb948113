// @ts-check
import { randomUUID } from 'node:crypto';

/**
 * A UUIDv7, as Lithair makes them: keys that grow with time are also kind to SQLite's index.
 * @returns {string}
 */
export function articleId() {
  const ms = Date.now().toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${randomUUID().slice(15)}`;
}
