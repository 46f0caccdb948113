import {
  check,
  diskOf,
  NO_FAULT,
  operationsOf,
  STARTS,
  type Case,
  type Images,
  type Start,
} from './fault-case';
import { FAULT_CODES, FAULT_SPANS, type Fault } from './fault-plan';

/** Every fault of every life: for a soak. */
const IS_ALL = process.env['FAULTS'] === 'all';

/**
 * The faults of one operation: two codes for every span; at the default level the others too, each
 * for one span in turn. With FAULTS=all, all of it everywhere.
 */
function* faultsOf(at: number, { durability, isFull, isBusy }: Case): Generator<Fault> {
  for (const [index, code] of FAULT_CODES.entries()) {
    const isMain = code === 'EIO' || code === 'ENOSPC';
    if (!IS_ALL && !isMain && (durability !== 'disk' || isFull || isBusy)) continue;
    for (const [turn, span] of FAULT_SPANS.entries()) {
      if (IS_ALL || isMain || (at + index) % FAULT_SPANS.length === turn) yield { at, code, span };
    }
  }
}

/** How it starts has nothing to do with its level, nor with what it meets later. */
const startsOf = ({ durability, isFull, isBusy }: Loop): readonly Start[] =>
  IS_ALL || (durability === 'disk' && !isFull && !isBusy) ? STARTS : ['clean'];

/** What one loop strikes: a level, on a disk that is full for a while or has room. */
export type Loop = Pick<Case, 'durability' | 'isFull' | 'isBusy'>;

/**
 * Strikes every operation of every start in turn, and checks each life and what survives it.
 * @returns how many lives there were.
 * @throws the case of the first life that is not as it must be: `strikeOnce` runs it alone.
 */
export async function strikeEverything(loop: Loop): Promise<number> {
  const images = await allImages();
  let lives = 0;
  for (const start of startsOf(loop)) {
    const quiet: Case = { ...loop, start, fault: NO_FAULT };
    const operations = await operationsOf(quiet, images);
    for (let at = 1; at <= operations; at += 1) {
      for (const fault of faultsOf(at, quiet)) {
        lives += 1;
        await check({ ...quiet, fault }, images);
      }
    }
  }
  return lives;
}

/** One case alone, as the failure of the loop gave it. */
export async function strikeOnce(text: string): Promise<number> {
  await check(JSON.parse(text) as Case, await allImages());
  return 1;
}

async function allImages(): Promise<Images> {
  const images: Images = new Map();
  for (const start of STARTS) images.set(start, await diskOf(start));
  return images;
}
