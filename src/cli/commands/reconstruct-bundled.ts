import { openNetworkPool } from '../../capture/network-processes/network-pool.ts';
import type { CommandFlags } from '../options/command-table.ts';
import { createTalk } from '../talk.ts';
import { withOutput } from '../with-output.ts';

/** `asm-fit reconstruct` by the encoder that ships. */
export async function reconstructBundled(paths: readonly string[], flags: CommandFlags<'reconstruct'>): Promise<void> {
  const talk = createTalk(flags.quiet);
  const command = { command: 'reconstruct', inputs: paths, talk };
  const summary = await withOutput(flags, command, async (folder, kernels) => {
    const pool = openNetworkPool(flags.threads);
    // Loads its networks while this thread loads the rest of the command.
    pool.start();
    try {
      const { reconstructFaces } = await import('./reconstruct-faces.ts');
      return await reconstructFaces(kernels, folder, paths, { flags, talk, pool });
    } finally {
      pool.close();
    }
  });
  talk.result(
    flags.json
      ? `${JSON.stringify(summary)}\n`
      : `${summary.faces.length} of ${summary.faces.length + summary.warnings.filter((w) => w.includes('no face')).length} faces reconstructed in ${flags.output}\n`,
  );
}
