import { meshFault } from '../../../../geometry/mesh-text/mesh-fault.ts';
import type { GltfAccessors } from './accessors.ts';
import { type Matrix4, matrixOfTrs, product } from './placed-meshes.ts';

const TYPES = { TRANSLATION: 'VEC3', ROTATION: 'VEC4', SCALE: 'VEC3' } as const;
const NAMES = ['TRANSLATION', 'ROTATION', 'SCALE'] as const;

/** How many instances EXT_mesh_gpu_instancing says. @throws {AsmFitError} input: attributes that disagree */
export function instanceCount(attributes: Readonly<Record<string, number>>, accessors: GltfAccessors): number {
  const counts = NAMES.flatMap((name) =>
    attributes[name] === undefined ? [] : [accessors.describe(attributes[name], TYPES[name]).count],
  );
  if (counts.length === 0 || counts.some((count) => count !== counts[0]))
    throw meshFault(
      'EXT_mesh_gpu_instancing',
      'its attributes must be of one length',
      counts.length === 0 ? 'none' : counts.join(', '),
      'export the mesh without instancing',
    );
  return counts[0];
}

/** Where each instance stands: N T R S, N the node's matrix. */
export async function instanceMatrices(
  attributes: Readonly<Record<string, number>>,
  node: Matrix4,
  accessors: GltfAccessors,
): Promise<Matrix4[]> {
  const read = (name: (typeof NAMES)[number]): Promise<Float64Array> | null =>
    attributes[name] === undefined ? null : accessors.vectors(attributes[name], TYPES[name]);
  const [translations, rotations, scales] = [await read('TRANSLATION'), await read('ROTATION'), await read('SCALE')];
  return Array.from({ length: instanceCount(attributes, accessors) }, (_, i) =>
    product(
      node,
      matrixOfTrs(
        translations?.subarray(3 * i, 3 * i + 3) ?? [0, 0, 0],
        rotations?.subarray(4 * i, 4 * i + 4) ?? [0, 0, 0, 1],
        scales?.subarray(3 * i, 3 * i + 3) ?? [1, 1, 1],
      ),
    ),
  );
}
