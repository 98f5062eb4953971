import { applySimilarity, invertSimilarity, type Similarity } from '../../geometry/similarity.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { closestFacing } from '../../surface/closest-facing.ts';
import type { ScanEvidence } from './scan-evidence.ts';

/** Scan points and the places on the head's skin that are nearest to them, in the head's frame. */
export interface ScanPairs {
  readonly count: number;
  /** Corners of the skin's triangle [N, 3] and the place's weights in it [N, 3]. */
  readonly vertices: Uint32Array;
  readonly barycentric: Float64Array;
  /** [N, 3] mm */
  readonly targets: Float64Array;
  /** The scan's normals there [N, 3] */
  readonly normals: Float64Array;
  /** [N] */
  readonly weights: Float64Array;
}

/** Outer skin of a head: [V, 3] mm and [T, 3]. */
export interface OuterSkin {
  readonly positions: ArrayLike<number>;
  readonly triangles: Uint32Array;
}

/** Where a head stands on a scan, and how far pairs may be apart. */
export interface PairingReach {
  /** Head -> scan */
  readonly similarity: Similarity;
  readonly farMm: number;
}

/**
 * Pairs scan points with the skin: nearest places no farther than `farMm`, facing the same way, off the skin's open edges.
 */
export function pairWithScan(
  kernels: Kernels,
  evidence: ScanEvidence,
  { positions, triangles }: OuterSkin,
  { similarity, farMm }: PairingReach,
): ScanPairs {
  const back = invertSimilarity(similarity);
  const targets = applySimilarity(back, evidence.points);
  const turn = { scale: 1, rotation: back.rotation, translation: new Float64Array(3) };
  const normals = applySimilarity(turn, evidence.normals);
  const skin = { positions: Float64Array.from(positions), triangles };
  const hits = closestFacing(kernels, skin, { points: targets, normals });
  const kept: number[] = [];
  for (let i = 0; i < hits.triangle.length; i++) {
    let square = 0;
    for (let k = 0; k < 3; k++) square += (targets[3 * i + k] - hits.points[3 * i + k]) ** 2;
    if (square <= farMm ** 2 && hits.onBoundary[i] === 0) kept.push(i);
  }
  const pick = (values: ArrayLike<number>, width: number): Float64Array =>
    Float64Array.from(
      { length: width * kept.length },
      (_, k) => values[width * kept[Math.floor(k / width)] + (k % width)],
    );
  return {
    count: kept.length,
    vertices: Uint32Array.from({ length: 3 * kept.length }, (_, k) => {
      const t = hits.triangle[kept[Math.floor(k / 3)]];
      return triangles[3 * t + (k % 3)];
    }),
    barycentric: pick(hits.barycentric, 3),
    targets: pick(targets, 3),
    normals: pick(normals, 3),
    weights: pick(evidence.weights, 1),
  };
}
