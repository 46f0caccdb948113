import { spawnSync } from 'node:child_process';
import { LithairError } from '../../errors/lithair-error';
import { lockHolder } from './lock-holder';

/** How long a refusal may wait for the name of the holder. */
const NAME_MS = 1_000;

/** util-linux says 1 when the lock is held. */
const HELD = 1;

/**
 * One writer a directory (INV-10). Node has no `flock(2)`, but a lock belongs to the open file, not
 * to the process that asked for it: a child takes it on the descriptor it inherits from us and
 * exits, and the lock stays until *we* die, SIGKILL included. A pid file would survive its owner;
 * this cannot.
 *
 * @param fd open descriptor of the LOCK file; the lock lasts as long as it is open.
 * @param holder reads what the LOCK file says, for the message.
 * @throws {LithairError} `directory_locked`.
 */
export async function lockDirectory(
  fd: number,
  directory: string,
  holder: () => string,
): Promise<void> {
  const { status, error } = spawnSync('flock', ['-xn', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
  });
  if (status === 0) return;
  if (status === HELD) {
    const who = await lockHolder(holder, NAME_MS);
    throw new LithairError(
      'directory_locked',
      `${directory} is in use by ${who}: stop it, or choose another directory`,
    );
  }
  const reason = error === undefined ? `flock ended with ${String(status)}` : error.message;
  throw new LithairError(
    'disk_failed',
    `cannot lock ${directory}: ${reason} (flock of util-linux is needed)`,
  );
}
