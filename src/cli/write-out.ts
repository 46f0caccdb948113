import { once } from 'node:events';

/** Writes to standard output and waits until it takes more: what is piped is never piled up. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** `lithair inspect … | head`: whoever reads has had enough, and nothing is wrong. */
export function endWhenReaderLeaves(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
