import { AsmFitError } from '../../errors.ts';
import type { CommandFlags } from '../options/command-table.ts';

/** `asm-fit reconstruct`: DECA alone, ours or the user's own, a face from every picture. */
export async function runReconstruct(paths: readonly string[], flags: CommandFlags<'reconstruct'>): Promise<void> {
  const { weights, flame } = flags;
  if (weights !== undefined && flame !== undefined) {
    const { reconstructByImported } = await import('./reconstruct-imported.ts');
    return reconstructByImported(paths, weights, flame, flags);
  }
  if (weights !== undefined || flame !== undefined)
    throw new AsmFitError(
      'usage',
      'reconstruct: --weights and --flame belong together; received one of them',
      'give both, or neither for the encoder that ships',
    );
  const { reconstructBundled } = await import('./reconstruct-bundled.ts');
  return reconstructBundled(paths, flags);
}
