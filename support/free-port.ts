import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** The port that a scenario names, or another one when somebody has it: another suite may run. */
export async function freePort(named: number): Promise<number> {
  return (await listenOnce(named)) ?? (await listenOnce(0)) ?? named;
}

async function listenOnce(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return undefined;
  }
  const { port: free } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return free;
}
