import { tallyOf, type Tally } from '../../engine/tally';
import type { Done } from '../../runtime/deduplicator';
import type { Exchange, HttpNode } from '../exchange';
import { sendError, sendJson } from '../reply';
import { writeHeaders } from './record-reply';

/** Answers a request of several commands: with what they did, all together. */
export function tallied(node: HttpNode, { outgoing }: Exchange, status: 200 | 201): Done {
  return (error, events, replayed) => {
    if (error !== undefined) {
      sendError(node, outgoing, error);
      return;
    }
    const { engine } = node.runtime;
    const tally: Tally =
      replayed ?? engine.withState((state) => tallyOf(events, (type) => state.verbOf(type)));
    const { seq, created: ids, updated, deleted } = tally;
    // What changed nothing left no event: it names the last one there is.
    const reached = seq > 0 ? seq : engine.withState(({ lastSeq }) => lastSeq);
    const json = JSON.stringify({ created: ids.length, updated, deleted, ids });
    sendJson(outgoing, status, json, writeHeaders(node, reached, replayed));
  };
}
