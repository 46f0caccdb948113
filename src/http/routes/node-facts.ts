import type { ServerResponse } from 'node:http';
import { LithairError } from '../../errors/lithair-error';
import type { HttpNode } from '../exchange';
import { sendJson } from '../reply';

/** `GET /health`: the process answers. */
export function health(outgoing: ServerResponse): void {
  sendJson(outgoing, 200, '{"status":"ok"}');
}

/**
 * `GET /ready`: send it traffic, or not any more. A full disk is no reason to stop sending: reads
 * are served, and whoever balances the load would take those away too.
 */
export function ready(node: HttpNode, outgoing: ServerResponse): void {
  if (node.isDraining()) throw new LithairError('shutting_down', 'the server is stopping');
  sendJson(outgoing, 200, JSON.stringify({ status: statusOf(node) }));
}

function statusOf(node: HttpNode): 'stopping' | 'read_only' | 'ready' {
  if (node.isDraining()) return 'stopping';
  return node.runtime.status.readOnly === undefined ? 'ready' : 'read_only';
}

/** `GET /status`: what an operator asks first. Sizes in bytes, time in seconds. */
export function status(node: HttpNode, outgoing: ServerResponse): void {
  const { runtime, version } = node;
  const { behindMs, isHeld } = runtime.clockStatus;
  const { bytes, syncedSeq, anchor, queueEvents, queueBytes, readOnly } = runtime.status;
  const models = runtime.engine.withState((state) =>
    Object.fromEntries(state.models.map(({ name }) => [name, { count: state.records(name).size }])),
  );
  const facts = {
    name: 'lithair',
    version,
    pid: process.pid,
    uptime_s: Math.round(process.uptime()),
    status: statusOf(node),
    read_only: readOnly,
    durability: runtime.durability,
    seq: runtime.engine.withState((state) => state.lastSeq),
    synced_seq: syncedSeq,
    clock_behind_ms: behindMs,
    clock_held: isHeld,
    models,
    log: { bytes, log_id: runtime.recovered.header.log_id, checked: runtime.isLogChecked, anchor },
    snapshot: { seq: runtime.snapshotSeq },
    recovery: runtime.recovery,
    dedup: { keys: runtime.dedup.size, bytes: runtime.dedup.bytes },
    queue: { events: queueEvents, bytes: queueBytes },
    subscribers: runtime.feed.subscribers,
    memory: { rss_bytes: process.memoryUsage.rss() },
  };
  sendJson(outgoing, 200, `${JSON.stringify(facts).slice(0, -1)},"settings":${node.settings()}}`);
}
