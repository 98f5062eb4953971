import type { MarkedMesh } from '../capture/scan/marked-mesh.ts';
import { alignSimilarity, type Similarity } from '../geometry/similarity.ts';
import { type AlignMode, alignToSurface, distancesTo } from '../head/surface/align-to-surface.ts';
import { createTargetSurface } from '../head/surface/target-surface.ts';
import type { Kernels } from '../kernels/kernel.ts';

/** How a protocol brings a mesh onto a scan. */
export interface ScanProtocol {
  readonly name: string;
  readonly version: 1;
  readonly align: AlignMode | 'none';
  /** Scan points count within so many face sizes of a point above the nose's base. */
  readonly crop: number;
}

/**
 * NoW's [Sanyal 2019]: seven landmarks, then point to surface; `now-metric` without scale [Zielonka 2022]; `fg18`, the FG 2018
 * challenge's [Feng 2018], is the same with a smaller crop. `unaligned` measures where the meshes stand.
 */
export const SCAN_PROTOCOLS = {
  now: { name: 'now', version: 1, align: 'similarity', crop: 1.4 },
  fg18: { name: 'fg18', version: 1, align: 'similarity', crop: 1.2 },
  'now-metric': { name: 'now-metric', version: 1, align: 'rigid', crop: 1.4 },
  unaligned: { name: 'unaligned', version: 1, align: 'none', crop: 1.4 },
} as const satisfies Record<string, ScanProtocol>;
export type ScanProtocolName = keyof typeof SCAN_PROTOCOLS;

export interface ScanError {
  readonly protocol: string;
  readonly version: number;
  readonly medianMm: number;
  readonly meanMm: number;
  readonly stdMm: number;
  readonly p90Mm: number;
  readonly rmseMm: number;
  readonly scale: number;
  readonly points: number;
}

/** Up from the nose's base towards the bridge. */
const CENTRE = 0.3;
const MAX_POINTS = 20_000;
/** Enough for a first alignment. */
const FEW_POINTS = 3000;

/** Distances in mm of a scan's face from a mesh. @param scan, mesh in mm; a mesh of any unit where the alignment scales */
export function scanError(kernels: Kernels, mesh: MarkedMesh, scan: MarkedMesh, protocol: ScanProtocol): ScanError {
  const points = facePoints(scan, protocol.crop);
  const surface = createTargetSurface(mesh.positions, mesh.triangles);
  const rest: Similarity = {
    scale: 1,
    rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
    translation: new Float64Array(3),
  };
  const { similarity, distances } =
    protocol.align === 'none'
      ? distancesTo(kernels, surface, points, rest)
      : alignToSurface(
          kernels,
          surface,
          points,
          alignToSurface(
            kernels,
            surface,
            everyNth(points, Math.max(1, Math.floor(points.length / 3 / FEW_POINTS))),
            alignSimilarity(mesh.landmarks, scan.landmarks, protocol.align),
            protocol.align,
          ).similarity,
          protocol.align,
        );
  return { protocol: protocol.name, version: protocol.version, ...statistics(distances), scale: similarity.scale };
}

/** Vertices of the scan's surface within the crop, thinned evenly. */
function facePoints({ positions, triangles, landmarks }: MarkedMesh, crop: number): Float64Array {
  const mark = (l: number): number[] => Array.from(landmarks.subarray(3 * l, 3 * l + 3));
  const bridge = mark(1).map((x, k) => (x + mark(2)[k]) / 2);
  const nose = mark(4);
  const centre = nose.map((x, k) => x + CENTRE * (bridge[k] - x));
  const radius = (crop * (distance(mark(0), mark(3)) + distance(bridge, nose))) / 2;
  const used = new Set(triangles);
  const chosen: number[] = [];
  const seen = new Set<string>();
  for (const v of [...used].sort((a, b) => a - b)) {
    const p = Array.from(positions.subarray(3 * v, 3 * v + 3));
    const key = p.join(' ');
    if (distance(p, centre) > radius || seen.has(key)) continue;
    seen.add(key);
    chosen.push(...p);
  }
  const stride = chosen.length / 3 / MAX_POINTS;
  if (stride <= 1) return Float64Array.from(chosen);
  return Float64Array.from(
    { length: 3 * MAX_POINTS },
    (_, i) => chosen[3 * Math.floor(Math.floor(i / 3) * stride) + (i % 3)],
  );
}

function everyNth(points: Float64Array, n: number): Float64Array {
  return points.filter((_, i) => Math.floor(i / 3) % n === 0);
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function statistics(
  distances: Float64Array,
): Pick<ScanError, 'medianMm' | 'meanMm' | 'stdMm' | 'p90Mm' | 'rmseMm' | 'points'> {
  const sorted = distances.slice().sort();
  const count = sorted.length;
  const meanMm = sorted.reduce((a, b) => a + b, 0) / count;
  const square = sorted.reduce((a, b) => a + b * b, 0) / count;
  // As numpy: linear between neighbours.
  const quantile = (q: number): number => {
    const at = q * (count - 1);
    const low = Math.floor(at);
    return sorted[low] + (at - low) * (sorted[Math.min(count - 1, low + 1)] - sorted[low]);
  };
  return {
    medianMm: quantile(0.5),
    meanMm,
    stdMm: Math.sqrt(Math.max(0, square - meanMm ** 2)),
    p90Mm: quantile(0.9),
    rmseMm: Math.sqrt(square),
    points: count,
  };
}
