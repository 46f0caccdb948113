import type { Answer } from './http-client';
import type { LithairWorld } from './lithair-world';
import type { Call } from './load-driver';

/** Sends one call of the traffic alone, and notes its answer in the ledger as a load would. */
export async function sendAndAcknowledge(world: LithairWorld, call: Call): Promise<Answer> {
  const answer = await world.http.send(call.method, call.path, { body: call.body });
  call.answered?.(answer.status, answer.text);
  return answer;
}
