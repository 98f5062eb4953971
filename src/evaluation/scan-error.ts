import { faceSphere } from '../capture/scan/face-sphere.ts';
import type { MarkedMesh } from '../capture/scan/marked-mesh.ts';
import { AsmFitError } from '../errors.ts';
import { triangleNormal } from '../geometry/mesh/mesh.ts';
import {
  alignSimilarity,
  applySimilarity,
  invertSimilarity,
  restSimilarity,
  type Similarity,
} from '../geometry/similarity.ts';
import { distanceAt } from '../geometry/vector3.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { outwardVertices } from '../render/raster/outward-vertices.ts';
import { alignToSurface, distancesTo, type SurfaceAlignment } from '../surface/align-to-surface.ts';
import { closestOnSurface, createTargetSurface, type TargetSurface } from '../surface/target-surface.ts';
import { type CroppedPoints, cropMesh } from './scan-crop.ts';
import type { ScanProtocol } from './scan-protocols.ts';
import { type DistanceStatistics, distanceStatistics } from './statistics.ts';

/** What a protocol says of a mesh. */
export interface ScanError extends DistanceStatistics {
  /** Name of the protocol. */
  readonly protocol: string;
  /** Of the protocol: numbers of different versions do not compare. */
  readonly version: number;
  /** By which the mesh was scaled to lie on the scan; 1 where the protocol does not scale. */
  readonly scale: number;
  /** Where the protocol looks both ways; the numbers above are then the two's means. */
  readonly directions?: { readonly scanToMesh: DistanceStatistics; readonly meshToScan: DistanceStatistics };
}

/** A mesh measured: how far each point of the scan is, and where the mesh came to lie. */
export interface ScanMeasurement {
  readonly error: ScanError;
  /** Points of the scan, and their distances [N] mm. */
  readonly cropped: CroppedPoints;
  readonly distances: Float64Array;
  /** Mesh -> scan. */
  readonly similarity: Similarity;
}

/** Enough for a first alignment. */
const FEW_POINTS = 3000;

/**
 * Measures a mesh against a scan by a protocol.
 * @param mesh, scan in mm; a mesh of any unit where the alignment scales
 * @throws {AsmFitError} input: a landmark is missing, too little is left by the crop, vertices do not correspond, nothing
 * says how the meshes lie, or they lie nowhere near each other
 */
export function measureMesh(
  kernels: Kernels,
  mesh: MarkedMesh,
  scan: MarkedMesh,
  protocol: ScanProtocol,
): ScanMeasurement {
  return createScanMeasure(kernels, scan)(mesh, [protocol])[0];
}

/** Measures meshes as {@link measureMesh} does, by several protocols each; what they share is found once. */
export type ScanMeasure = (mesh: MarkedMesh, protocols: readonly ScanProtocol[]) => readonly ScanMeasurement[];

export function createScanMeasure(kernels: Kernels, scan: MarkedMesh): ScanMeasure {
  const cropped = new Map<ScanProtocol['crop'], CroppedPoints>();
  const cropOf = (crop: ScanProtocol['crop']): CroppedPoints => {
    const points = cropped.get(crop) ?? cropMesh(scan, crop);
    cropped.set(crop, points);
    return points;
  };
  return (mesh, protocols) => {
    requireSpread(mesh.landmarks, 'mesh');
    requireSpread(scan.landmarks, 'scan');
    let surface: TargetSurface | null = null;
    const pair: MeasuredPair = {
      mesh,
      scan,
      surfaceOfMesh() {
        surface ??= createTargetSurface(mesh.positions, mesh.triangles);
        return surface;
      },
    };
    return protocols.map((protocol) => {
      const measurement = measureCropped(kernels, pair, cropOf(protocol.crop), protocol);
      requireSense(measurement.error, scan, protocol);
      return measurement;
    });
  };
}

/** What is measured, and against what. */
interface MeasuredPair {
  readonly mesh: MarkedMesh;
  readonly scan: MarkedMesh;
  /** Found when it is first asked for. */
  surfaceOfMesh(): TargetSurface;
}

function measureCropped(
  kernels: Kernels,
  pair: MeasuredPair,
  cropped: CroppedPoints,
  protocol: ScanProtocol,
): ScanMeasurement {
  const { name, version } = protocol;
  if (protocol.correspond === 'vertex') {
    const { similarity, distances } = vertexDistances(pair, cropped);
    const error = { protocol: name, version, ...distanceStatistics(distances), scale: similarity.scale };
    return { error, cropped, distances, similarity };
  }
  const aligned = alignMesh(kernels, pair, cropped.points, protocol.align);
  const { similarity } = aligned;
  const distances =
    protocol.correspond === 'plane' ? planeDistances(kernels, pair, cropped.points, similarity) : aligned.distances;
  const scanToMesh = distanceStatistics(distances);
  const error = { protocol: name, version, ...scanToMesh, scale: similarity.scale };
  if (protocol.aggregate === 'scan-to-mesh') return { error, cropped, distances, similarity };
  const meshToScan = distanceStatistics(backwardDistances(kernels, pair, similarity, protocol));
  const mean = (key: keyof DistanceStatistics): number => (scanToMesh[key] + meshToScan[key]) / 2;
  const both = {
    medianMm: mean('medianMm'),
    meanMm: mean('meanMm'),
    stdMm: mean('stdMm'),
    p90Mm: mean('p90Mm'),
    rmseMm: mean('rmseMm'),
  };
  return { error: { ...error, ...both, directions: { scanToMesh, meshToScan } }, cropped, distances, similarity };
}

/** Landmarks at one place, or none that are numbers, align nothing. */
function requireSpread(landmarks: Float64Array, whose: string): void {
  if (landmarks.every(Number.isFinite) && landmarks.some((x, i) => x !== landmarks[i % 3])) return;
  throw new AsmFitError(
    'input',
    `evaluate: the landmarks of the ${whose} must be seven places; received ${landmarks.every(Number.isFinite) ? 'one' : 'something that is no number'}`,
    'check its landmarks (docs/evaluation.md)',
  );
}

/** Distances must be numbers, and of meshes that lie on each other: no face is a face's radius away from another. */
function requireSense(error: ScanError, scan: MarkedMesh, { align }: ScanProtocol): void {
  const { medianMm, meanMm, stdMm, p90Mm, rmseMm, scale } = error;
  const { radius } = faceSphere(scan.landmarks, 1);
  if ([medianMm, meanMm, stdMm, p90Mm, rmseMm, scale].every(Number.isFinite) && scale > 0 && medianMm < radius) return;
  throw new AsmFitError(
    'input',
    `evaluate: the mesh must come to lie on the scan; received a median of ${medianMm.toFixed(0)} mm between them, scale ${scale.toPrecision(3)}`,
    align === 'none'
      ? 'take protocol now, which brings the meshes onto each other'
      : 'check the mesh and its landmarks',
  );
}

/** Mesh -> scan: landmarks first, then the points themselves, few and all. */
function alignMesh(
  kernels: Kernels,
  { mesh, scan, surfaceOfMesh }: MeasuredPair,
  points: Float64Array,
  align: ScanProtocol['align'],
): SurfaceAlignment {
  const surface = surfaceOfMesh();
  if (align === 'none') return distancesTo(kernels, surface, points, restSimilarity());
  const nth = Math.max(1, Math.floor(points.length / 3 / FEW_POINTS));
  const few = points.filter((_, i) => Math.floor(i / 3) % nth === 0);
  const start = alignSimilarity(mesh.landmarks, scan.landmarks, align);
  const near = alignToSurface(kernels, surface, few, { start, mode: align }).similarity;
  return alignToSurface(kernels, surface, points, { start: near, mode: align });
}

/** Distances [N] of points from the planes of the triangles that are nearest to them. */
function planeDistances(
  kernels: Kernels,
  { mesh, surfaceOfMesh }: MeasuredPair,
  points: Float64Array,
  similarity: Similarity,
): Float64Array {
  const here = applySimilarity(invertSimilarity(similarity), points);
  const { triangles, positions } = mesh;
  const hits = closestOnSurface(kernels, surfaceOfMesh(), here);
  return Float64Array.from(hits.triangle, (t, i) => {
    const n = triangleNormal(positions, triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]);
    const along = n.reduce((sum, x, k) => sum + x * (here[3 * i + k] - hits.points[3 * i + k]), 0);
    return (similarity.scale * Math.abs(along)) / (Math.hypot(...n) || 1);
  });
}

/**
 * Distances [M] of the mesh's outward vertices from the scan, in the scan's mm, after an alignment by these vertices.
 * @param similarity mesh -> scan, where it starts
 */
function backwardDistances(
  kernels: Kernels,
  { mesh, scan }: MeasuredPair,
  similarity: Similarity,
  { crop }: ScanProtocol,
): Float64Array {
  const placed: MarkedMesh = {
    positions: applySimilarity(similarity, mesh.positions),
    triangles: mesh.triangles,
    landmarks: applySimilarity(similarity, mesh.landmarks),
    noseTip: mesh.noseTip === null ? null : applySimilarity(similarity, mesh.noseTip),
  };
  // Teeth, the inside of the mouth and what lies behind the lids are no reconstruction of a scan's skin.
  const outwards = outwardVertices(placed.positions, placed.triangles, placed.landmarks);
  const { points } = cropMesh(placed, crop, outwards);
  const { distances, similarity: back } = alignToSurface(
    kernels,
    createTargetSurface(scan.positions, scan.triangles),
    points,
    { start: restSimilarity(), mode: 'similarity' },
  );
  return distances.map((d) => d / back.scale);
}

function vertexDistances(
  { mesh, scan }: Pick<MeasuredPair, 'mesh' | 'scan'>,
  { vertices, points }: CroppedPoints,
): { similarity: Similarity; distances: Float64Array } {
  if (mesh.positions.length !== scan.positions.length)
    throw new AsmFitError(
      'input',
      `evaluate: protocol vertex compares meshes of one topology; received ${mesh.positions.length / 3} and ${scan.positions.length / 3} vertices`,
      'take protocol now for meshes of any topology',
    );
  const own = new Float64Array(points.length);
  vertices.forEach((v, i) => {
    own.set(mesh.positions.subarray(3 * v, 3 * v + 3), 3 * i);
  });
  const similarity = alignSimilarity(own, points);
  const moved = applySimilarity(similarity, own);
  const distances = Float64Array.from(vertices, (_, i) => distanceAt(moved, points, i));
  return { similarity, distances };
}

/** Distances of a measurement at the scan's vertices [V] mm, NaN where nothing was measured. */
export function distancesAtVertices(scan: MarkedMesh, { cropped, distances }: ScanMeasurement): Float64Array {
  const out = new Float64Array(scan.positions.length / 3).fill(Number.NaN);
  cropped.vertices.forEach((v, i) => {
    out[v] = distances[i];
  });
  return out;
}
