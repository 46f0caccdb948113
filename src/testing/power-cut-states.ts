import { hash } from 'node:crypto';
import type { InodeView } from './memory-file';

const SECTOR = 512;
/** Up to so many unsynced sectors every subset of them is made; beyond, this many subsets. */
const ALL_SUBSETS_OF = 6;
const SOME_SUBSETS = 64;

/**
 * Every content that a power cut may leave of a file: each size between what is durable and what is
 * cached at which something changes, times each subset of the unsynced sectors. By their digests,
 * so that whoever has seen one knows it again without comparing all of it.
 */
export function contentsAfterPowerCut(
  inode: InodeView,
  random: () => number,
): ReadonlyMap<string, Buffer> {
  const { durable, cached, pending } = inode;
  const sectors = [...new Set(pending.flatMap(({ at, bytes }) => sectorsOf(at, bytes.length)))];
  const contents = new Map<string, Buffer>();
  for (const kept of subsets(sectors, random)) {
    for (const size of sizes(durable.length, cached.length, random)) {
      const content = Buffer.alloc(size);
      durable.copy(content);
      for (const { at, bytes } of pending) {
        for (const sector of sectorsOf(at, bytes.length)) {
          if (!kept.has(sector)) continue;
          const from = Math.max(at, sector * SECTOR);
          const to = Math.min(at + bytes.length, (sector + 1) * SECTOR, size);
          if (to > from) content.set(bytes.subarray(from - at, to - at), from);
        }
      }
      contents.set(hash('sha1', content, 'base64'), content);
    }
  }
  return contents;
}

/** Every content that one sector may have: what is durable, or any of the writes since. */
export function sectorAfterPowerCut({ durable, pending }: InodeView, at: number): Buffer[] {
  const old = Buffer.from(durable.subarray(at, at + SECTOR));
  return [
    old,
    ...pending.filter((write) => write.at === at).map(({ bytes }) => Buffer.from(bytes)),
  ];
}

function sectorsOf(at: number, length: number): number[] {
  const first = Math.floor(at / SECTOR);
  const last = Math.floor((at + length - 1) / SECTOR);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function subsets(sectors: readonly number[], random: () => number): ReadonlySet<number>[] {
  const isAll = sectors.length <= ALL_SUBSETS_OF;
  const count = isAll ? 2 ** sectors.length : SOME_SUBSETS;
  return Array.from({ length: count }, (_, mask) => {
    const isKept = (index: number): boolean =>
      isAll ? (mask & (1 << index)) !== 0 : random() < 0.5;
    return new Set(sectors.filter((_sector, index) => isKept(index)));
  });
}

function sizes(durable: number, cached: number, random: () => number): ReadonlySet<number> {
  const chosen = new Set([durable, cached]);
  const first = Math.ceil((durable + 1) / SECTOR) * SECTOR;
  for (let size = first; size < cached; size += SECTOR) chosen.add(size);
  for (let more = 0; more < 2; more += 1)
    chosen.add(durable + Math.floor(random() * (cached - durable + 1)));
  return chosen;
}
