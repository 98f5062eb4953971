import type { Camera } from '../geometry/camera.ts';
import { multiply3, rotationDistance } from '../geometry/rotation.ts';
import { alignSimilarity, applySimilarity, type Similarity } from '../geometry/similarity.ts';

export interface VertexError {
  readonly meanMm: number;
  readonly medianMm: number;
  readonly p90Mm: number;
  readonly rmseMm: number;
  readonly alignment: Similarity;
}

/**
 * Distances between corresponding vertices after the best similarity alignment over the chosen ones.
 * @param positions fitted [V, 3]
 * @param truth [V, 3] mm
 * @param chosen vertex indices that count
 */
export function vertexError(
  positions: ArrayLike<number>,
  truth: ArrayLike<number>,
  chosen: ArrayLike<number>,
): VertexError {
  const pick = (source: ArrayLike<number>): Float64Array => {
    const out = new Float64Array(3 * chosen.length);
    for (let i = 0; i < chosen.length; i++) for (let k = 0; k < 3; k++) out[3 * i + k] = source[3 * chosen[i] + k];
    return out;
  };
  const target = pick(truth);
  const alignment = alignSimilarity(pick(positions), target);
  const aligned = applySimilarity(alignment, pick(positions));
  const distances = Float64Array.from({ length: chosen.length }, (_, i) =>
    Math.hypot(
      aligned[3 * i] - target[3 * i],
      aligned[3 * i + 1] - target[3 * i + 1],
      aligned[3 * i + 2] - target[3 * i + 2],
    ),
  ).sort();
  const mean = distances.reduce((a, b) => a + b, 0) / distances.length;
  return {
    meanMm: mean,
    medianMm: distances[distances.length >> 1],
    p90Mm: distances[Math.floor(0.9 * distances.length)],
    rmseMm: Math.sqrt(distances.reduce((a, b) => a + b * b, 0) / distances.length),
    alignment,
  };
}

/** Angle in degrees between a solved camera and the true one, once the heads are aligned. */
export function cameraRotationError(solved: Camera, truth: Camera, headAlignment: Similarity): number {
  // x = R_s X_s and X_t = Q X_s, hence R_s should be R_t Q.
  return (rotationDistance(multiply3(truth.rotation, headAlignment.rotation), solved.rotation) * 180) / Math.PI;
}
