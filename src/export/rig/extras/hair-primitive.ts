import { alignSimilarity, applySimilarity } from '../../../geometry/similarity.ts';
import { type HeadModel, regionVertices } from '../../../head/head-model.ts';
import { onPrimitive, type SkinSurface } from '../rig-primitives.ts';
import type { RigPrimitive } from '../rigged-head.ts';
import type { RigExtra } from './rig-extra.ts';

/** Hair around a head. */
export interface WornHair {
  readonly mesh: Pick<RigPrimitive, 'positions' | 'uvs' | 'triangles'>;
  /** The head that it lies on [V, 3] mm. */
  readonly on: Float64Array;
}

/** Hair, which goes with the scalp as one rigid body, on the head's joint. */
export function hairExtra(head: HeadModel, skin: SkinSurface, { mesh, on }: WornHair): RigExtra {
  const scalp = new Set(regionVertices(head, 'scalp'));
  // Subdivided vertices begin with those that the skin had before.
  const places = skin.vertex.flatMap((v, i) => (scalp.has(v) ? [i] : []));
  const ofScalp = (positions: ArrayLike<number>): number[] =>
    places.flatMap((i) => [positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]]);
  const before = ofScalp(onPrimitive(skin, on, 3));
  const placed = (shown: ArrayLike<number>): Float64Array =>
    applySimilarity(alignSimilarity(before, ofScalp(shown)), mesh.positions);
  const count = mesh.positions.length / 3;
  const joint = head.joints.findIndex(({ name }) => name === 'head');
  return {
    positions: (_, [shown]) => placed(shown.positions),
    primitive: (_, [shown]) => ({
      name: 'hair',
      extra: 'hair',
      positions: placed(shown.positions),
      uvs: mesh.uvs,
      triangles: mesh.triangles,
      welded: Uint32Array.from({ length: count }, (_unused, v) => v),
      weights: {
        influences: 1,
        joints: new Uint16Array(count).fill(joint),
        weights: new Float32Array(count).fill(1),
      },
      morphs: new Map(),
      texture: 'hair',
    }),
  };
}
