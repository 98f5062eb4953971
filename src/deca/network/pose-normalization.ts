import { axisAngleFromRotation } from '../../geometry/rotation.ts';
import { alignSimilarity } from '../../geometry/similarity.ts';

/**
 * The trunk's points without their pose: a similarity takes the head's landmarks to them, and what it does not
 * explain is identity and expression. The network learns from that, and only corrects the similarity's own pose.
 */
export interface NormalizedPoints {
  /** Points turned and scaled back, less the template's [L, 3] mm. */
  readonly residual: Float64Array;
  /** Head to crop: x right, y up, z to the viewer [3, 3]. */
  readonly rotation: Float64Array;
  /** Axis-angle of the same [3]. */
  readonly headPose: Float64Array;
  /** Scaled orthography [scale, tx, ty] of the codes. */
  readonly camera: Float64Array;
}

/**
 * @param points [L, 3] in 0..1 of the crop, x right, y down, depth away from the viewer
 * @param template the head's landmarks [L, 3] mm
 */
export function normalizePoints(points: ArrayLike<number>, template: Float64Array): NormalizedPoints {
  const count = template.length / 3;
  const upright = Float64Array.from({ length: 3 * count }, (_, i) => (i % 3 === 0 ? 1 : -1) * points[i]);
  const { rotation, scale, translation } = alignSimilarity(template, upright);
  const residual = new Float64Array(3 * count);
  for (let l = 0; l < count; l++)
    for (let i = 0; i < 3; i++) {
      let back = 0;
      for (let j = 0; j < 3; j++) back += rotation[3 * j + i] * (upright[3 * l + j] - translation[j]);
      residual[3 * l + i] = back / scale - template[3 * l + i];
    }
  // x' = 2 x - 1 and y' = 1 + 2 y_up of the crop's [-1, 1].
  const s = 2 * scale;
  return {
    residual,
    rotation,
    headPose: Float64Array.from(axisAngleFromRotation(rotation)),
    camera: Float64Array.of(s, (2 * translation[0] - 1) / s, (2 * translation[1] + 1) / s),
  };
}
