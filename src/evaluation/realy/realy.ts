import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { AsmFitError } from '../../errors.ts';
import { applySimilarity, invertSimilarity, restSimilarity, type Similarity } from '../../geometry/similarity.ts';
import { distanceAt } from '../../geometry/vector3.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { closestOnSurface, createTargetSurface, type TargetSurface } from '../../surface/target-surface.ts';
import { cropMesh } from '../scan-crop.ts';
import type { ScanError } from '../scan-error.ts';
import { type DistanceStatistics, distanceStatistics } from '../statistics.ts';
import { type DeformableRegion, deformRegion, moveByAffines, type Pulls, restAffines } from './deform-region.ts';
import { layHead, REALY_REGIONS, REGION_KEYPOINTS, type RealyRegion } from './face-keypoints.ts';
import { alignByKeypoints, alignRegion, type KeypointPairs } from './region-icp.ts';

/** REALY's numbers: the mean distance of each region, and their mean. */
export interface RealyError extends ScanError {
  readonly regions: Readonly<Record<RealyRegion, DistanceStatistics>>;
}

const CROP = { around: 'face', sizes: 1.4 } as const;
/** A region of more points is thinned. */
const MAX_POINTS = 2500;
/** Bending and its statistics say nothing over fewer. */
const MIN_REGION_POINTS = 20;
const NEIGHBOURS = 6;
/** What the cheek's keypoints, those of the jaw's outline, are worth less. */
const CHEEK_SHARE = 4;
/** Rounds of bending: ever less stiff, and the keypoints ever weaker. */
const ROUNDS = 3;
const STEPS = 10;
const STIFFNESS = 50;
const FIRST_STIFFNESS = 150;
const KEYPOINT_WEIGHT = 50;
/** A round ends when the affines move less; halved from round to round. */
const SETTLED = 1;

/**
 * REALY [Chai 2022]: four regions of the scan, each laid on the mesh rigidly and then bent onto it by non-rigid ICP, so that
 * points are compared with those they correspond to: distance of each point of the scan from the place that its bent
 * image is nearest to.
 * Masks and keypoints are not REALY's own, which belong to its data: the head is laid on both meshes and lends them its own.
 * @throws {AsmFitError} input: the scan has too few points on a region
 */
export async function realyError(
  kernels: Kernels,
  head: HeadModel,
  mesh: MarkedMesh,
  scan: MarkedMesh,
): Promise<RealyError> {
  const own = await layHead(kernels, head, mesh);
  const theirs = await layHead(kernels, head, scan);
  const first = alignByKeypoints({ mesh: mesh.landmarks, scan: scan.landmarks });
  const placed = applySimilarity(first, mesh.positions);
  const keypoints = applySimilarity(first, own.keypoints);
  const { points } = cropMesh(scan, CROP);
  const labels = theirs.regionsOf(points);
  const regions = {} as Record<RealyRegion, DistanceStatistics>;
  for (const name of REALY_REGIONS) {
    const inside = thinned(Float64Array.from(points).filter((_, i) => labels[Math.floor(i / 3)] === name));
    if (inside.length < 3 * MIN_REGION_POINTS)
      throw new AsmFitError(
        'input',
        `evaluate: protocol realy needs ${MIN_REGION_POINTS} vertices of the scan on each region; received ${inside.length / 3} on the ${name}`,
        'take protocol now for scans of few vertices or of a part of the face',
      );
    const pick = (all: Float64Array): Float64Array =>
      Float64Array.from(REGION_KEYPOINTS[name].flatMap((l) => Array.from(all.subarray(3 * l, 3 * l + 3))));
    const pairs: KeypointPairs = { mesh: pick(keypoints), scan: pick(theirs.keypoints) };
    const surface = createTargetSurface(placed, mesh.triangles);
    const motion = alignRegion(kernels, surface, {
      points: inside,
      keypoints: pairs,
      keypointShare: name === 'cheek' ? CHEEK_SHARE : 1,
    });
    const moved = createTargetSurface(applySimilarity(motion, placed), mesh.triangles);
    const marks = name === 'cheek' ? null : { ...pairs, mesh: applySimilarity(motion, pairs.mesh) };
    regions[name] = distanceStatistics(correspondingDistances(kernels, moved, inside, marks));
  }
  const mean = (key: keyof DistanceStatistics): number =>
    REALY_REGIONS.reduce((sum, name) => sum + regions[name][key], 0) / REALY_REGIONS.length;
  return {
    protocol: 'realy',
    version: 1,
    medianMm: mean('medianMm'),
    meanMm: mean('meanMm'),
    stdMm: mean('stdMm'),
    p90Mm: mean('p90Mm'),
    rmseMm: mean('rmseMm'),
    points: REALY_REGIONS.reduce((sum, name) => sum + regions[name].points, 0),
    scale: first.scale,
    regions,
  };
}

/** Distances of a region's points from the places of the mesh that they correspond to once the region is bent onto it. */
function correspondingDistances(
  kernels: Kernels,
  mesh: TargetSurface,
  places: Float64Array,
  marks: KeypointPairs | null,
): Float64Array {
  const frame = unitFrame(places);
  const points = applySimilarity(frame, places);
  const inMm = invertSimilarity(frame);
  const region: DeformableRegion = { points, edges: neighbourEdges(points) };
  const count = points.length / 3;
  const toUnits = ({ targets, weights }: Pulls): Pulls => ({ targets: applySimilarity(frame, targets), weights });
  const keypointPulls = marks === null ? null : toUnits(pullsOfKeypoints(places, marks));
  let affines = restAffines(count);
  // REALY's own first step takes the keypoints alone: on masks that reach farther than they do, that is an extrapolation.
  if (keypointPulls !== null) {
    const pulls = [toUnits(densePulls(kernels, mesh, places)), weighted(keypointPulls, KEYPOINT_WEIGHT)];
    affines = deformRegion(region, pulls, FIRST_STIFFNESS, affines);
  }
  let taken = 0;
  for (let round = 0; round < ROUNDS; round++)
    for (let step = 0; step < STEPS; step++) {
      const here = applySimilarity(inMm, moveByAffines(region, affines));
      const dense = toUnits(densePulls(kernels, mesh, here));
      const decayed = (KEYPOINT_WEIGHT * Math.exp(-0.9 * taken++)) / 10;
      const pulls = keypointPulls === null ? [dense] : [dense, weighted(keypointPulls, decayed)];
      const next = deformRegion(region, pulls, STIFFNESS * Math.exp(-0.5 * round), affines);
      const change = Math.sqrt(next.reduce((sum, x, i) => sum + (x - affines[i]) ** 2, 0));
      affines = next;
      if (change < SETTLED * 0.5 ** round) break;
    }
  const nearest = closestOnSurface(kernels, mesh, applySimilarity(inMm, moveByAffines(region, affines))).points;
  return Float64Array.from({ length: count }, (_, i) => distanceAt(places, nearest, i));
}

/** A region's frame about its middle, its rms radius the unit: stiffness and gamma are of that size. */
function unitFrame(places: Float64Array): Similarity {
  const count = places.length / 3;
  const mean = [0, 1, 2].map((k) => {
    let sum = 0;
    for (let i = k; i < places.length; i += 3) sum += places[i];
    return sum / count;
  });
  const radius = Math.sqrt(places.reduce((sum, x, i) => sum + (x - mean[i % 3]) ** 2, 0) / count);
  return {
    ...restSimilarity(),
    scale: 1 / radius,
    translation: Float64Array.from(mean, (x) => -x / radius),
  };
}

/** Nearest places; those farther than twice the mean, and a millimetre at least, do not pull. */
function densePulls(kernels: Kernels, mesh: TargetSurface, here: Float64Array): Pulls {
  const targets = closestOnSurface(kernels, mesh, here).points;
  const distances = Float64Array.from({ length: here.length / 3 }, (_, i) => distanceAt(here, targets, i));
  const gate = Math.max(1, (2 * distances.reduce((a, b) => a + b, 0)) / distances.length);
  return { targets, weights: distances.map((d) => (d <= gate ? 1 : 0)) };
}

/** The region's points nearest to the scan's keypoints go to the mesh's. */
function pullsOfKeypoints(points: Float64Array, { mesh, scan }: KeypointPairs): Pulls {
  const targets = new Float64Array(points.length);
  const weights = new Float64Array(points.length / 3);
  for (let l = 0; l < scan.length; l += 3) {
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (let i = 0; i < points.length; i += 3) {
      const d = (points[i] - scan[l]) ** 2 + (points[i + 1] - scan[l + 1]) ** 2 + (points[i + 2] - scan[l + 2]) ** 2;
      if (d < least) [best, least] = [i, d];
    }
    // The point goes by what the keypoint goes: it is near it, not it.
    for (let k = 0; k < 3; k++) targets[best + k] = points[best + k] + mesh[l + k] - scan[l + k];
    weights[best / 3] = 1;
  }
  return { targets, weights };
}

function weighted({ targets, weights }: Pulls, weight: number): Pulls {
  return { targets, weights: weights.map((w) => weight * w) };
}

function thinned(points: Float64Array): Float64Array {
  const stride = Math.ceil(points.length / 3 / MAX_POINTS);
  return points.filter((_, i) => Math.floor(i / 3) % stride === 0);
}

/** Each point with its six nearest [E, 2]: a thinned region has no mesh any more. */
function neighbourEdges(points: Float64Array): Uint32Array {
  const count = points.length / 3;
  const edges = new Set<number>();
  const square = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++)
      square[j] =
        (points[3 * i] - points[3 * j]) ** 2 +
        (points[3 * i + 1] - points[3 * j + 1]) ** 2 +
        (points[3 * i + 2] - points[3 * j + 2]) ** 2;
    const nearest: number[] = [];
    for (let j = 0; j < count; j++) {
      if (j === i || (nearest.length === NEIGHBOURS && square[j] >= square[nearest[NEIGHBOURS - 1]])) continue;
      const at = nearest.findIndex((other) => square[j] < square[other]);
      nearest.splice(at < 0 ? nearest.length : at, 0, j);
      nearest.length = Math.min(nearest.length, NEIGHBOURS);
    }
    for (const j of nearest) edges.add(Math.min(i, j) * count + Math.max(i, j));
  }
  return Uint32Array.from([...edges].flatMap((edge) => [Math.floor(edge / count), edge % count]));
}
