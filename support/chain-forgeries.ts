import { directoryPrint } from './directory-print';
import type { Wound } from './file-surgeon';
import type { LithairWorld } from './lithair-world';
import { LogForger } from './log-forger';
import type { LogEvent } from './raftlog-reader';

const altered = (event: LogEvent): LogEvent => ({
  ...event,
  payload: { ...event.payload, title: 'Une autre histoire' },
});

const withoutHash = ({ hash: _, ...event }: LogEvent): LogEvent => event;

/** What is done to one event, by the words of the scenario; each leaves its trace at that event. */
const GESTURES: Record<string, (forger: LogForger, seq: number) => void> = {
  'supprime la ligne': (forger, seq) => {
    forger.records.splice(forger.at(seq), 1);
    forger.renumber();
  },
  'insère une ligne à la place': (forger, seq) => {
    forger.records.splice(forger.at(seq), 0, altered(forger.event(seq)));
    forger.renumber();
  },
  'échange avec le suivant le contenu': (forger, seq) => {
    const [first, second] = [forger.at(seq), forger.at(seq + 1)];
    const [one, other] = [forger.event(seq), forger.event(seq + 1)];
    forger.records[first] = other;
    forger.records[second] = one;
    forger.renumber();
  },
  'altère le contenu': (forger, seq) => {
    forger.records[forger.at(seq)] = altered(forger.event(seq));
  },
  "retire l'empreinte": (forger, seq) => {
    forger.records[forger.at(seq)] = withoutHash(forger.event(seq));
  },
  'retire les empreintes à partir': (forger, seq) => {
    for (let at = forger.at(seq); at < forger.records.length; at += 1)
      forger.records[at] = withoutHash(forger.records[at] as LogEvent);
  },
};

/** Does a gesture, and remembers where it must be found and what the directory then looks like. */
export function forge(world: LithairWorld, gesture: string, seq: number): void {
  const forger = new LogForger(world.dataDir);
  const act = GESTURES[gesture];
  if (act === undefined) throw new Error(`an unknown forgery: ${gesture}`);
  act(forger, seq);
  remember(world, forger.write('kept', seq));
}

/** Ends the log behind an event. */
export function cutBehind(world: LithairWorld, seq: number): void {
  const forger = new LogForger(world.dataDir);
  forger.records.splice(forger.at(seq) + 1);
  remember(world, forger.write('kept', seq + 1));
}

/** Replaces an event, and makes the chain behind it right again. */
export function rewrite(world: LithairWorld, seq: number): void {
  const forger = new LogForger(world.dataDir);
  forger.records[forger.at(seq)] = altered(forger.event(seq));
  remember(world, forger.write('made again', seq));
}

/** Takes the chain off the whole log. */
export function unchain(world: LithairWorld): void {
  const forger = new LogForger(world.dataDir);
  forger.takeChainOff();
  remember(world, forger.write('kept', 1));
}

function remember(world: LithairWorld, wound: Wound): void {
  world.wound = wound;
  world.witness.announceDamage(world.dataDir);
  world.print = directoryPrint(world.dataDir);
}
