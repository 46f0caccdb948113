import { expect } from 'chai';

import type { LogReading } from './raftlog-reader';

/**
 * INV-3: dense from 1, or from where compaction lets the log start; strictly increasing time; one
 * event_id for one event.
 */
export function expectOrderedLog({ events, damage, header, startsAfter }: LogReading): void {
  expect(damage, 'INV-2: dommage trouvé par le lecteur indépendant').to.equal(undefined);
  expect(header?.format, 'format annoncé par l’en-tête').to.equal('lithair.raftlog');
  const identifiers = new Set<string>();
  let before = 0;
  events.forEach((event, index) => {
    const seq = startsAfter + index + 1;
    if (event.seq !== seq)
      expect(event.seq, `INV-3: numéro de séquence de l’événement ${seq}`).to.equal(seq);
    if (!(event.timestamp > before)) {
      expect(event.timestamp, `INV-3: horodatage de seq ${event.seq}`).to.be.above(before);
    }
    before = event.timestamp;
    identifiers.add(event.event_id);
  });
  expect(identifiers.size, 'identifiants d’événement distincts').to.equal(events.length);
}
