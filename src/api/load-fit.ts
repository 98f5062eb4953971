import { loadRig } from '../export/rig/load-rig.ts';
import { checkPath } from './options/shared-values.ts';
import type { RiggedResult } from './results/rigged-result.ts';

/**
 * The rig of a finished fit: a folder that `asm-fit fit` or `scan-fit` wrote, textures as they lie there.
 * @throws {AsmFitError} input: no folder of a fit, one without a rig, or a damaged one
 * @example
 * import { loadFit } from 'asm-fit';
 *
 * const { rig } = await loadFit('out');
 * console.log(`${rig.joints.length} joints, ${rig.surface.positions.length / 3} vertices`);
 */
export async function loadFit(folder: string): Promise<RiggedResult> {
  checkPath('loadFit', folder);
  return { name: 'head', rig: await loadRig(folder) };
}
