import { appendFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

import { FileSurgeon, type Wound } from './file-surgeon';
import { need } from './need';
import { sealedNames } from './sealed-watch';

/** Damages a whole sealed segment, and knows where a reader must find that. */
export function damageSegment(directory: string, index: number, damage: string): Wound {
  const names = sealedNames(directory).sort();
  const file = need(names[index], 'so many sealed segments');
  const change = DAMAGES[damage];
  if (change === undefined) throw new Error(`no such damage to a segment: ${damage}`);
  const [before, after] = [need(names[index - 1], 'one before'), need(names[index + 1], 'a next')];
  return change({ directory, file, before, after });
}

/** A segment and its neighbours. */
interface Place {
  directory: string;
  file: string;
  before: string;
  after: string;
}

/** The name says the first event. */
const firstSeq = (name: string): number => Number(/\d{16}/.exec(name)?.[0]);
const size = ({ directory }: Place, name: string): number => statSync(join(directory, name)).size;

/** What follows the segment before is not what must: the wound is at its end. */
function behindTheOneBefore(place: Place): Wound {
  const { before, file } = place;
  return { file: before, offset: size(place, before), seq: firstSeq(file) };
}

const surgeon = ({ directory, file }: Place): FileSurgeon => new FileSurgeon(directory, file);
const pathOf = ({ directory, file }: Place): string => join(directory, file);

const DAMAGES: Record<string, (place: Place) => Wound> = {
  effacé: (place) => {
    rmSync(pathOf(place));
    return behindTheOneBefore(place);
  },
  'échangé avec le suivant': (place) => {
    const aside = `${pathOf(place)}-`;
    renameSync(pathOf(place), aside);
    renameSync(join(place.directory, place.after), pathOf(place));
    renameSync(aside, join(place.directory, place.after));
    return behindTheOneBefore(place);
  },
  vidé: (place) => {
    truncateSync(pathOf(place), 0);
    return { file: place.file, offset: 0, seq: firstSeq(place.file) };
  },
  "changé d'un bit": (place) => surgeon(place).flip(firstSeq(place.file) + 10),
  'coupé avant son dernier événement': (place) => {
    const damaged = surgeon(place);
    return damaged.truncateBefore(damaged.lastSeq);
  },
  'coupé au milieu de son dernier événement': (place) => {
    const damaged = surgeon(place);
    return damaged.truncateInside(damaged.lastSeq);
  },
  "suivi d'octets étrangers": (place) => {
    const offset = size(place, place.file);
    appendFileSync(pathOf(place), 'étranger\n');
    return { file: place.file, offset, seq: firstSeq(place.after) };
  },
};
