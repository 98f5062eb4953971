import { checkHead, type RiggedResult } from './results/rigged-result.ts';

/**
 * A head as glTF 2.0 binary, as the commands write it: skinned mesh in metres, named joints, morph targets, textures
 * inside.
 * @example
 * import { writeFile } from 'node:fs/promises';
 * import { loadFit, toGlb } from 'asm-fit';
 *
 * await writeFile('head.glb', await toGlb(await loadFit('out')));
 */
export async function toGlb(head: RiggedResult): Promise<Uint8Array> {
  checkHead('toGlb', head);
  const [{ glbBytes }, { writtenExtras }, { writtenShapes }] = await Promise.all([
    import('../export/formats/glb/glb.ts'),
    import('../export/rig/extras/written-extras.ts'),
    import('../export/rig/shapes/written-shapes.ts'),
  ]);
  return glbBytes(writtenExtras(writtenShapes(head.rig)));
}
