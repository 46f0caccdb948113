import { expect } from 'chai';

import { jsonOf } from './http-client';
import type { LithairWorld } from './lithair-world';
import { readRaftlog } from './raftlog-reader';
import { SeededRandom, suiteSeed } from './seeded-random';
import { writeRecord } from './write-record';

/** What serves the loans instead of the reference models. */
export const LOANS_FLAGS = ['--app', 'support/apps/emprunts.cjs'];

const RECORDS = 7;
const READERS = ['Ada', 'Édith', 'Grace'];

interface Loan {
  id: string;
  book: string;
  days: number;
  reader?: string;
}

/** Creates, changes, deletes and creates again, as drawn. */
export async function writeLoans(world: LithairWorld, writes: number): Promise<void> {
  const alive = new Set(loansAt(world.dataDir, Infinity).map(({ id }) => id));
  const random = new SeededRandom(suiteSeed() + alive.size);
  for (let n = 0; n < writes; n += 1) {
    const id = `l${random.integer(1, RECORDS)}`;
    const days = random.integer(1, 5);
    const reader = random.chance(0.4) ? { reader: random.pick(READERS) } : {};
    if (!alive.has(id)) {
      await writeRecord(world.http, 'POST', '/api/loans', {
        id,
        book: `Livre ${n}`,
        days,
        ...reader,
      });
      alive.add(id);
    } else if (random.chance(0.25)) {
      await writeRecord(world.http, 'DELETE', `/api/loans/${id}`);
      alive.delete(id);
    } else {
      await writeRecord(world.http, 'PATCH', `/api/loans/${id}`, { days, ...reader });
    }
  }
}

/** The loans there were after an event, as they were created, by the bytes of the log alone. */
function loansAt(directory: string, seq: number): Loan[] {
  const loans = new Map<string, Loan>();
  for (const event of readRaftlog(directory).events) {
    if (event.seq > seq) break;
    const id = event.aggregate_id;
    if (event.event_type === 'LoanDeleted') loans.delete(id);
    else loans.set(id, event.payload as unknown as Loan);
  }
  return [...loans.values()];
}

/** What is asked of each list, and what the log says of it. */
const QUESTIONS: { query: string; of: (loans: Loan[]) => Loan[] }[] = [
  { query: '', of: (loans) => loans },
  { query: '&days[gte]=3', of: (loans) => loans.filter(({ days }) => days >= 3) },
  { query: '&reader=Ada', of: (loans) => loans.filter(({ reader }) => reader === 'Ada') },
  { query: '&sort=-days', of: (loans) => loans.toSorted((a, b) => b.days - a.days) },
];

/**
 * Every list, at every event, page after page, and every count.
 * @returns how many records were seen.
 */
export async function expectEveryList(world: LithairWorld): Promise<number> {
  const { events } = readRaftlog(world.dataDir);
  let seen = 0;
  for (const [index, { seq }] of events.entries()) {
    const { query, of } = QUESTIONS[index % QUESTIONS.length] as (typeof QUESTIONS)[number];
    const expected = of(loansAt(world.dataDir, seq));
    const path = `/api/loans?asOf=${seq}${query}`;
    const listed = await everyPage(world, path, expected.length);
    expect(listed, `INV-4: la liste ${path}`).to.deep.equal(expected);
    const filters = query.includes('sort') ? '' : query;
    const { count } = jsonOf(
      await world.http.send('GET', `/api/loans/count?asOf=${seq}${filters}`),
    );
    expect(count, `nombre à l’événement ${seq}, ${query}`).to.equal(expected.length);
    seen += listed.length;
  }
  return seen;
}

async function everyPage(world: LithairWorld, path: string, total: number): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor = '';
  for (;;) {
    const answer = await world.http.send('GET', `${path}&limit=3${cursor}`);
    expect(answer.status, `${path}: ${answer.text}`).to.equal(200);
    const page = jsonOf(answer) as { items: unknown[]; next: string | null; total: number };
    expect(page.total, `INV-4: la liste ${path}, son total`).to.equal(total);
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = `&cursor=${page.next}`;
  }
}
