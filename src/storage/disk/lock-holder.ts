/** How often the name is looked for. */
const EVERY_MS = 10;

/**
 * Who holds a lock, from the text beside it. The kernel gives the lock first and the holder writes
 * its name next, so for an instant the text is empty, or names a holder that was killed: it is read
 * again until it names a process that lives, or until `withinMs` have passed (a holder in another
 * container looks dead from here).
 */
export async function lockHolder(read: () => string, withinMs: number): Promise<string> {
  for (let waitedMs = 0; ; waitedMs += EVERY_MS) {
    const text = read().trim();
    if (isAlive(pidOf(text))) return text;
    if (waitedMs >= withinMs) return text === '' ? 'an unnamed process' : text;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

function pidOf(text: string): number | undefined {
  try {
    const pid = (JSON.parse(text) as { pid?: unknown } | null)?.pid;
    return typeof pid === 'number' ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Someone else's process is alive too: we may only not signal it.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
