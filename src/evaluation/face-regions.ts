import type { MarkedMesh } from '../capture/scan/marked-mesh.ts';
import { sevenOf } from '../capture/scan/scan-landmarks.ts';
import { alignSimilarity, applySimilarity, invertSimilarity } from '../geometry/similarity.ts';
import { embeddedPoints, type HeadModel, skinTriangles } from '../head/head-model.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { alignToSurface } from '../surface/align-to-surface.ts';
import { closestOnSurface, createTargetSurface, nearestCorners } from '../surface/target-surface.ts';
import type { ScanMeasurement } from './scan-error.ts';
import { type DistanceStatistics, distanceStatistics } from './statistics.ts';

export const FACE_REGIONS = ['forehead', 'eyes', 'nose', 'cheeks', 'mouth', 'chin'] as const;
export type FaceRegion = (typeof FACE_REGIONS)[number];

/** Half sizes of what belongs to an eye, mm. */
const EYE_WIDTH = 25;
const EYE_HEIGHT = 15;
const CHIN_WIDTH = 27;
/** Statistics over fewer points say nothing of a region. */
const MIN_REGION_POINTS = 10;

/** The region of each skin vertex of a head's mean [V], an index into {@link FACE_REGIONS}. */
export function faceRegionsOf(head: HeadModel): Uint8Array {
  const marks = embeddedPoints(head.embeddings.ibug68, head.template);
  const meanOf = (from: number, to: number, k: number): number => {
    let sum = 0;
    for (let l = from; l <= to; l++) sum += marks[3 * l + k];
    return sum / (to - from + 1);
  };
  const eyes = [36, 42].map((first) => [0, 1].map((k) => meanOf(first, first + 5, k)));
  const brows = meanOf(17, 26, 1);
  const lowerLip = marks[3 * 57 + 1];
  const index = (name: FaceRegion): number => FACE_REGIONS.indexOf(name);
  return Uint8Array.from({ length: head.parts[0].vertexCount }, (_, v) => {
    const [x, y] = [head.template[3 * v], head.template[3 * v + 1]];
    if (head.regions.nose[v] === 1) return index('nose');
    if (head.regions.lips[v] === 1 || head.regions.mouth[v] === 1) return index('mouth');
    if (eyes.some(([ex, ey]) => Math.hypot((x - ex) / EYE_WIDTH, (y - ey) / EYE_HEIGHT) < 1)) return index('eyes');
    if (y > brows) return index('forehead');
    return y < lowerLip && Math.abs(x) < CHIN_WIDTH ? index('chin') : index('cheeks');
  });
}

/** Points of a scan, and their distances from a mesh [N] mm. */
export type RegionDistances = Pick<ScanMeasurement, 'cropped' | 'distances'>;

/** A protocol's numbers by region. */
export type RegionStatistics = Partial<Record<FaceRegion, DistanceStatistics>>;

/**
 * The region of each point of a scan [N], an index into {@link FACE_REGIONS}: the mean head is brought onto the scan, and
 * each point takes the region of the skin nearest to it. @param points [N, 3]
 */
export function regionsOfScan(kernels: Kernels, head: HeadModel, scan: MarkedMesh, points: Float64Array): Uint8Array {
  const all = embeddedPoints(head.embeddings.ibug68, head.template);
  const surface = createTargetSurface(head.template.slice(0, 3 * head.parts[0].vertexCount), skinTriangles(head));
  const few = points.filter((_, i) => Math.floor(i / 3) % Math.ceil(points.length / 6000) === 0);
  const start = alignSimilarity(sevenOf(all), scan.landmarks);
  const { similarity } = alignToSurface(kernels, surface, few, { start, mode: 'similarity' });
  const hits = closestOnSurface(kernels, surface, applySimilarity(invertSimilarity(similarity), points));
  const regionOf = faceRegionsOf(head);
  return Uint8Array.from(nearestCorners(surface, hits), (v) => regionOf[v]);
}

/** Regions of fewer than ten points are left out. @param regions of the points [N] @param distances [N] mm */
export function statisticsByRegion(regions: Uint8Array, distances: Float64Array): RegionStatistics {
  const byRegion = FACE_REGIONS.map((): number[] => []);
  regions.forEach((region, i) => {
    byRegion[region].push(distances[i]);
  });
  const out: RegionStatistics = {};
  FACE_REGIONS.forEach((name, r) => {
    if (byRegion[r].length >= MIN_REGION_POINTS) out[name] = distanceStatistics(byRegion[r]);
  });
  return out;
}

/** A protocol's numbers by region of the scan's points. */
export function regionStatistics(
  kernels: Kernels,
  head: HeadModel,
  scan: MarkedMesh,
  { cropped: { points }, distances }: RegionDistances,
): RegionStatistics {
  return statisticsByRegion(regionsOfScan(kernels, head, scan, points), distances);
}
