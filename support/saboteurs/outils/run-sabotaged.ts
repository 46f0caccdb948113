import { backup, type Disk, LithairError, nodeDisk } from 'lithair';

/**
 * A tool that is the product's but for one thing: the same arguments, output and exit codes as
 * `lithair backup DIR DEST --json`.
 */
export async function runSabotaged(disk: Disk): Promise<void> {
  const [command = '', directory = '', destination = ''] = process.argv.slice(2);
  if (command !== 'backup') throw new Error(`this tool only does backups, not ${command}`);
  try {
    const report = await backup(disk, directory, destination);
    process.stdout.write(`${JSON.stringify(report)}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof LithairError ? error.exit : 70;
  }
}

/** The machine's disk, with some of its files replaced for whoever reads `directory`. */
export const diskWithout = (isHidden: (name: string) => boolean, directory: string): Disk => ({
  ...nodeDisk,
  entries: async (asked) => {
    const names = await nodeDisk.entries(asked);
    return asked === directory ? names.filter((name) => !isHidden(name)) : names;
  },
});
