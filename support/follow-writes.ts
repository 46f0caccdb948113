import type { LithairWorld } from './lithair-world';

/** How far behind the newest write a reader looks. */
const NEWEST = 8;

/**
 * Asks for the articles that are being created, again and again until the server ends, and gives
 * the identifiers of those that were served: whatever a reader saw must outlive the process.
 */
export async function followWrites({ http, ledger, server }: LithairWorld): Promise<Set<string>> {
  const seen = new Set<string>();
  while (server.isRunning) {
    const newest = Array.from({ length: NEWEST }, (_, behind) => ledger.lastNumber - behind);
    const reads = newest
      .filter((n) => n >= 0)
      .map(async (n) => {
        const { status } = await http.send('GET', `/api/articles/${n}`);
        if (status === 200) seen.add(String(n));
      });
    // The last round meets a dead server: its reads simply saw nothing.
    await Promise.allSettled([...reads, new Promise(setImmediate)]);
  }
  return seen;
}
