import { alignSimilarity, applySimilarity } from '../../../geometry/similarity.ts';
import { type HeadModel, regionVertices } from '../../../head/head-model.ts';
import type { RigPrimitive } from '../rigged-head.ts';

/** Hair around a head. */
export interface WornHair {
  readonly mesh: Pick<RigPrimitive, 'positions' | 'uvs' | 'triangles'>;
  /** The head that it lies on [V, 3] mm. */
  readonly on: Float64Array;
}

/** Hair, which goes with the scalp as one rigid body, on the head's joint. @param rest the head as the rig rests [V, 3] mm */
export function hairPrimitive(head: HeadModel, { mesh, on }: WornHair, rest: Float64Array): RigPrimitive {
  const scalp = regionVertices(head, 'scalp');
  const ofScalp = (positions: Float64Array): number[] =>
    scalp.flatMap((v) => [...positions.subarray(3 * v, 3 * v + 3)]);
  const { uvs, triangles } = mesh;
  const count = mesh.positions.length / 3;
  const joint = head.joints.findIndex(({ name }) => name === 'head');
  return {
    name: 'hair',
    extra: 'hair',
    positions: applySimilarity(alignSimilarity(ofScalp(on), ofScalp(rest)), mesh.positions),
    uvs,
    triangles,
    welded: Uint32Array.from({ length: count }, (_, v) => v),
    weights: {
      influences: 1,
      joints: new Uint16Array(count).fill(joint),
      weights: new Float32Array(count).fill(1),
    },
    morphs: new Map(),
    texture: 'hair',
  };
}
