import { fitSphere, type Sphere } from '../../../head/anatomy/eyes/seat-eyes.ts';
import { eyeOcclusion, layEyeOcclusion } from '../../../head/cards/eye-occlusion.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { SkinSurface } from '../rig-primitives.ts';
import type { RigPrimitive } from '../rigged-head.ts';
import { anchorWeights, rowsAt, vertexPlaces } from './anchored-points.ts';
import { movedBy } from './moved-by.ts';
import type { RigExtra } from './rig-extra.ts';

/** The shade of the lids over both eyes: it goes with the lids along the eyeballs, whichever way these look. */
export function eyeOcclusionExtra(head: HeadModel, skin: SkinSurface): RigExtra {
  const sheet = eyeOcclusion(head);
  const place = vertexPlaces(skin);
  const atVertices = (values: ArrayLike<number>): Float64Array =>
    rowsAt(values, place, new Float64Array(3 * place.length));
  const spheresOf = (parts: readonly Pick<RigPrimitive, 'positions'>[]): Sphere[] =>
    parts
      .filter((_, p) => head.parts[p].texture === 'eye')
      .map(({ positions }) => fitSphere(positions, { vertexStart: 0, vertexCount: positions.length / 3 }));
  return {
    positions: (_, parts) => layEyeOcclusion(sheet, atVertices(parts[0].positions), spheresOf(parts)).positions,
    primitive: (_, parts) => {
      const [of] = parts;
      const shown = atVertices(of.positions);
      const spheres = spheresOf(parts);
      const { positions, uvs } = layEyeOcclusion(sheet, shown, spheres);
      const moved = (morph: Float32Array): Float64Array => {
        const skin = atVertices(morph).map((x, i) => shown[i] + x);
        return layEyeOcclusion(sheet, skin, spheres).positions.map((x, i) => x - positions[i]);
      };
      return {
        name: 'eye_occlusion',
        extra: 'eye_occlusion',
        positions,
        uvs,
        triangles: sheet.triangles,
        welded: Uint32Array.from({ length: positions.length / 3 }, (_, p) => p),
        weights: anchorWeights(sheet, place, of.weights),
        morphs: movedBy(of, moved),
        texture: 'eye_occlusion',
      };
    },
  };
}
