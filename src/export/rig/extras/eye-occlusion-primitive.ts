import { fitSphere } from '../../../head/anatomy/seat-eyes.ts';
import { eyeOcclusion, layEyeOcclusion, type PlacedOcclusion } from '../../../head/cards/eye-occlusion.ts';
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
  const laid = (shown: ArrayLike<number>, eyes: readonly Float64Array[]): PlacedOcclusion => {
    const spheres = eyes.map((positions) =>
      fitSphere(positions, { vertexStart: 0, vertexCount: positions.length / 3 }),
    );
    return layEyeOcclusion(sheet, rowsAt(shown, place, new Float64Array(3 * place.length)), spheres);
  };
  const eyesOf = (parts: readonly Pick<RigPrimitive, 'positions'>[]): Float64Array[] =>
    parts.filter((_, p) => head.parts[p].texture === 'eye').map(({ positions }) => positions);
  return {
    positions: (_, parts) => laid(parts[0].positions, eyesOf(parts)).positions,
    primitive: (_, parts) => {
      const [of] = parts;
      const eyes = eyesOf(parts);
      const { positions, uvs } = laid(of.positions, eyes);
      const moved = (delta: Float32Array): Float64Array =>
        laid(
          of.positions.map((x, i) => x + delta[i]),
          eyes,
        ).positions.map((x, i) => x - positions[i]);
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
