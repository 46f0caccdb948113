// A chain whose hashes cover the envelope of an event, and not its payload.
import { honestHash, rechainedDisk } from './rechained-disk';
import { serveSabotaged } from './serve-sabotaged';

const disk = rechainedDisk((json, previous) => {
  return honestHash(json.slice(0, json.indexOf(',"payload":')), previous);
});
void serveSabotaged({ ports: { disk } });
