import { alignSimilarity, applySimilarity, turnDirections } from '../../../geometry/similarity.ts';
import { type HeadModel, regionVertices } from '../../../head/head-model.ts';
import type { HairExtra, RigPrimitive } from '../rigged-head.ts';

/** Hair around a head. */
export interface WornHair {
  readonly mesh: HairSurface;
  /** Strands over it; null where it has none. */
  readonly cards: (HairSurface & { readonly normals: Float32Array }) | null;
  /** The head that it lies on [V, 3] mm. */
  readonly on: Float64Array;
}

type HairSurface = Pick<RigPrimitive, 'positions' | 'uvs' | 'triangles'>;

/** Hair and the cards over it, which go with the scalp as one rigid body, on the head's joint. @param rest the head as the rig rests [V, 3] mm */
export function hairPrimitives(head: HeadModel, { mesh, cards, on }: WornHair, rest: Float64Array): RigPrimitive[] {
  const scalp = regionVertices(head, 'scalp');
  const ofScalp = (positions: Float64Array): number[] =>
    scalp.flatMap((v) => [...positions.subarray(3 * v, 3 * v + 3)]);
  const toRest = alignSimilarity(ofScalp(on), ofScalp(rest));
  const joint = head.joints.findIndex(({ name }) => name === 'head');
  const worn = (name: HairExtra, { positions, uvs, triangles }: HairSurface): RigPrimitive => {
    const count = positions.length / 3;
    return {
      name,
      extra: name,
      positions: applySimilarity(toRest, positions),
      uvs,
      triangles,
      welded: Uint32Array.from({ length: count }, (_, v) => v),
      weights: {
        influences: 1,
        joints: new Uint16Array(count).fill(joint),
        weights: new Float32Array(count).fill(1),
      },
      morphs: new Map(),
      texture: name,
    };
  };
  if (cards === null) return [worn('hair', mesh)];
  const normals = new Float32Array(turnDirections(toRest, cards.normals));
  return [worn('hair', mesh), { ...worn('hair_cards', cards), normals }];
}
