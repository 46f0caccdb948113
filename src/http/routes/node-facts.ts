import type { ServerResponse } from 'node:http';
import { LithairError } from '../../errors/lithair-error';
import type { HttpNode } from '../exchange';
import { sendJson } from '../reply';

/** `GET /health`: the process answers. */
export function health(outgoing: ServerResponse): void {
  sendJson(outgoing, 200, '{"status":"ok"}');
}

/** `GET /ready`: send it traffic, or not any more. */
export function ready(node: HttpNode, outgoing: ServerResponse): void {
  if (node.isDraining()) throw new LithairError('shutting_down', 'the server is stopping');
  sendJson(outgoing, 200, '{"status":"ready"}');
}

/** `GET /status`: what an operator asks first. Sizes in bytes, time in seconds. */
export function status(node: HttpNode, outgoing: ServerResponse): void {
  const { runtime, version } = node;
  const { bytes, syncedSeq, queueEvents, queueBytes } = runtime.status;
  const models = runtime.engine.withState((state) =>
    Object.fromEntries(state.models.map(({ name }) => [name, { count: state.records(name).size }])),
  );
  const facts = {
    name: 'lithair',
    version,
    pid: process.pid,
    uptime_s: Math.round(process.uptime()),
    status: node.isDraining() ? 'stopping' : 'ready',
    durability: runtime.durability,
    seq: runtime.engine.withState((state) => state.lastSeq),
    synced_seq: syncedSeq,
    models,
    log: { bytes, log_id: runtime.recovered.header.log_id },
    queue: { events: queueEvents, bytes: queueBytes },
    memory: { rss_bytes: process.memoryUsage.rss() },
  };
  sendJson(outgoing, 200, JSON.stringify(facts));
}
