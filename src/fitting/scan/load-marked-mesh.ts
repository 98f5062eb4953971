import { existsSync } from 'node:fs';
import { loadFaceTopology } from '../../capture/detection/face-topology.ts';
import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { readMesh } from '../../capture/scan/read-mesh.ts';
import { NOSE_TIP, readScanLandmarks, SEVEN } from '../../capture/scan/scan-landmarks.ts';
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
    const at = (l: number): Float64Array => points.slice(3 * ibug68[l], 3 * ibug68[l] + 3);
    const landmarks = Float64Array.from(SEVEN.flatMap((l) => Array.from(at(l))));
    return { mesh: { ...mesh, landmarks, noseTip: at(NOSE_TIP) }, landmarksFrom: 'found in renderings' };
  }
  const { points, noseTip, exclude } = readScanLandmarks(file, mesh.positions, source.method);
  const { triangles } = mesh;
  const kept = triangles.filter((_, i) => [0, 1, 2].every((c) => !exclude.has(triangles[3 * Math.floor(i / 3) + c])));
  return { mesh: { ...mesh, triangles: kept, landmarks: points, noseTip }, landmarksFrom: file };
}

/** A mesh whose 68 landmarks are known. @param points [68, 3] in its units */
export async function markedByLandmarks68(path: string, points: Float64Array): Promise<LoadedMesh> {
  const at = (l: number): Float64Array => points.slice(3 * l, 3 * l + 3);
  const landmarks = Float64Array.from(SEVEN.flatMap((l) => Array.from(at(l))));
  return { mesh: { ...(await readMesh(path)), landmarks, noseTip: at(NOSE_TIP) }, landmarksFrom: 'of capture.json' };
}
