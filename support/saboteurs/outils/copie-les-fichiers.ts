// A backup that copies the files of a running server one after the other, as `cp` does: what its
// head says is on disk was not there yet when the log was copied.
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [, directory = '', destination = ''] = process.argv.slice(2);
const HEAD = 'events.raftlog.head';

mkdirSync(destination, { recursive: true });
for (const name of readdirSync(directory).filter((entry) => entry.endsWith('.raftlog')))
  copyFileSync(join(directory, name), join(destination, name));
// Under a load the log goes on at once, and its head with it.
const head = readFileSync(join(directory, HEAD));
const deadline = performance.now() + 5_000;
while (readFileSync(join(directory, HEAD)).equals(head) && performance.now() < deadline);
copyFileSync(join(directory, HEAD), join(destination, HEAD));
process.stdout.write('{"events":1,"first_seq":1,"last_seq":1}\n');
