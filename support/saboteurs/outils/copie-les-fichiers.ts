// A backup that copies the files of a running server one after the other, as `cp` does: what its
// head says is on disk was not there yet when the log was copied.
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readRaftlog } from '../../raftlog-reader';

const [, directory = '', destination = ''] = process.argv.slice(2);
const HEAD = 'events.raftlog.head';
const deadline = performance.now() + 20_000;

/** While the log goes on in a new segment, its file has no name for an instant. */
function copy(name: string): void {
  for (;;) {
    try {
      copyFileSync(join(directory, name), join(destination, name));
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

mkdirSync(destination, { recursive: true });
for (const name of readdirSync(directory).filter((entry) => /^events-\d+\.raftlog$/.test(entry)))
  copy(name);
copy('events.raftlog');
// Under a load the log goes on at once, and its head with it: it is late, never ahead of its log.
const copied = readRaftlog(destination).events.length;
const witnessed = (): number => {
  const slots = readFileSync(join(directory, HEAD), 'utf8').matchAll(/"seq":(\d+)/g);
  return Math.max(...Array.from(slots, ([, seq]) => Number(seq)));
};
while (witnessed() <= copied && performance.now() < deadline);
copy(HEAD);
process.stdout.write('{"events":1,"first_seq":1,"last_seq":1}\n');
