import { existsSync } from 'node:fs';
import { loadFaceTopology } from '../../capture/detection/face-topology.ts';
import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { readMesh } from '../../capture/scan/read-mesh.ts';
import { NOSE_TIP, readScanLandmarks, sevenOf } from '../../capture/scan/scan-landmarks.ts';
import { AsmFitError } from '../../errors.ts';
import { trianglesWhere } from '../../geometry/mesh.ts';
import type { TriangleMesh } from '../../geometry/parse-obj.ts';
import { loadLandmarkBias } from '../../head/landmark-bias.ts';
import { findScanLandmarks } from './find-scan-landmarks.ts';

export interface LandmarkSource {
  /** The user's file, where there is one. */
  readonly given?: string;
  /** Where one lies that belongs to the mesh. */
  readonly beside: string;
  /** Whose landmarks a `fit.json` is asked for. */
  readonly method: string;
}

export interface LoadedMesh {
  /** In the file's units, without the triangles that its landmarks' file excludes. */
  readonly mesh: MarkedMesh;
  /** Where the landmarks come from, in words. */
  readonly landmarksFrom: string;
}

/**
 * A mesh and its landmarks: from a file, or found in renderings of it.
 * @throws {AsmFitError} input: the mesh or the file cannot be used; no_face: nothing is found
 */
export async function loadMarkedMesh(path: string, source: LandmarkSource, processes: number): Promise<LoadedMesh> {
  const mesh = await readMesh(path);
  const file = source.given ?? (existsSync(source.beside) ? source.beside : null);
  if (file === null) {
    const { points } = await findScanLandmarks(mesh, loadLandmarkBias(), processes);
    const { ibug68 } = loadFaceTopology();
    const all = Float64Array.from(Array.from(ibug68).flatMap((l) => Array.from(points.subarray(3 * l, 3 * l + 3))));
    return { mesh: withLandmarks68(mesh, all), landmarksFrom: 'found in renderings' };
  }
  const read = readScanLandmarks(file, mesh.positions, source.method);
  const { exclude } = read;
  // A GLB is in metres, and the landmarks beside it in millimetres.
  const factor = [1, 1e-3].find((one) =>
    liesOn(
      mesh,
      read.points.map((x) => one * x),
    ),
  );
  if (factor === undefined)
    throw new AsmFitError(
      'input',
      `${file}: landmarks must lie on ${path}; received points far from it`,
      'give landmarks in the units of the mesh, or leave them out',
    );
  const points = read.points.map((x) => factor * x);
  const noseTip = read.noseTip === null ? null : read.noseTip.map((x) => factor * x);
  const kept = trianglesWhere(mesh.triangles, (v) => !exclude.has(v));
  return { mesh: { ...mesh, triangles: kept, landmarks: points, noseTip }, landmarksFrom: file };
}

/** A mesh whose 68 landmarks are known. @param points [68, 3] in its units */
export async function markedByLandmarks68(path: string, points: Float64Array): Promise<LoadedMesh> {
  return { mesh: withLandmarks68(await readMesh(path), points), landmarksFrom: 'of capture.json' };
}

function withLandmarks68(mesh: TriangleMesh, all: Float64Array): MarkedMesh {
  return { ...mesh, landmarks: sevenOf(all), noseTip: all.slice(3 * NOSE_TIP, 3 * NOSE_TIP + 3) };
}

/** Whether points are within a mesh's box, or half its size beside it, and not all at one place of it. */
function liesOn({ positions }: TriangleMesh, points: Float64Array): boolean {
  const low = [0, 1, 2].map((k) => extent(positions, k, Math.min));
  const high = [0, 1, 2].map((k) => extent(positions, k, Math.max));
  const size = Math.max(...low.map((x, k) => high[k] - x));
  const spread = Math.max(...[0, 1, 2].map((k) => extent(points, k, Math.max) - extent(points, k, Math.min)));
  const near = points.every((x, i) => x > low[i % 3] - size / 2 && x < high[i % 3] + size / 2);
  return near && spread > 0.02 * size;
}

function extent(points: Float64Array, axis: number, pick: (a: number, b: number) => number): number {
  let out = points[axis];
  for (let i = axis; i < points.length; i += 3) out = pick(out, points[i]);
  return out;
}
