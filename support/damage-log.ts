import { directoryPrint } from './directory-print';
import { FileSurgeon, type Wound } from './file-surgeon';
import type { LithairWorld } from './lithair-world';

/** Damages the log as `gesture` says; remembers where, and what the directory then looks like. */
export function damageLog(world: LithairWorld, gesture: (surgeon: FileSurgeon) => Wound): void {
  world.wound = gesture(new FileSurgeon(world.dataDir));
  world.witness.announceDamage(world.dataDir);
  world.print = directoryPrint(world.dataDir);
}
