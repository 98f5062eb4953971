import {
  alignSimilarity,
  applySimilarity,
  invertSimilarity,
  restSimilarity,
  type Similarity,
} from '../../geometry/similarity.ts';
import { distanceAt } from '../../geometry/vector3.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { closestOnSurface, type TargetSurface } from '../../surface/target-surface.ts';

const STEPS = 100;
const SETTLED = 1e-6;

/** Keypoints of a mesh and of a scan that belong together [K, 3] each. */
export interface KeypointPairs {
  readonly mesh: Float64Array;
  readonly scan: Float64Array;
}

/**
 * REALY's first alignment: rotation and shift by least squares, and as scale the ratio of the sums of absolute coordinates
 * about the means, after the rotation.
 * @returns mesh -> scan
 */
export function alignByKeypoints({ mesh, scan }: KeypointPairs): Similarity {
  const { rotation } = alignSimilarity(mesh, scan);
  const turned = applySimilarity({ scale: 1, rotation, translation: new Float64Array(3) }, mesh);
  const [a, b] = [meanOf(turned), meanOf(scan)];
  const spread = (points: Float64Array, mean: readonly number[]): number =>
    points.reduce((sum, x, i) => sum + Math.abs(x - mean[i % 3]), 0);
  const scale = spread(scan, b) / spread(turned, a);
  return { scale, rotation, translation: Float64Array.from(b, (x, k) => x - scale * a[k]) };
}

function meanOf(points: Float64Array): number[] {
  return [0, 1, 2].map((k) => {
    let sum = 0;
    for (let i = k; i < points.length; i += 3) sum += points[i];
    return (3 * sum) / points.length;
  });
}

/** A region of a scan [N, 3], and how much less than its points its keypoints pull. */
export interface AlignedRegion {
  readonly points: Float64Array;
  readonly keypoints: KeypointPairs;
  readonly keypointShare: number;
}

/**
 * Rigid ICP of a mesh onto a region of a scan: each point of the region pulls the place of the mesh nearest to it, and
 * the region's keypoints pull as much as all points together, divided by `keypointShare`.
 * @param surface of the mesh
 * @returns mesh -> scan, rigid
 */
export function alignRegion(
  kernels: Kernels,
  surface: TargetSurface,
  { points: region, keypoints, keypointShare }: AlignedRegion,
): Similarity {
  const count = region.length / 3;
  const marks = keypoints.mesh.length / 3;
  const worth = marks === 0 ? 0 : Math.floor(count / marks) / keypointShare;
  let motion = restSimilarity();
  let before = Number.POSITIVE_INFINITY;
  const target = Float64Array.of(...region, ...keypoints.scan);
  const weights = Float64Array.from({ length: count + marks }, (_, i) => (i < count ? 1 : worth));
  for (let step = 0; step < STEPS; step++) {
    const here = applySimilarity(invertSimilarity(motion), region);
    const nearest = closestOnSurface(kernels, surface, here).points;
    let error = 0;
    for (let i = 0; i < count; i++) error += distanceAt(here, nearest, i) / count;
    motion = alignSimilarity(Float64Array.of(...nearest, ...keypoints.mesh), target, 'rigid', weights);
    if (Math.abs(before - error) < SETTLED) break;
    before = error;
  }
  return motion;
}
