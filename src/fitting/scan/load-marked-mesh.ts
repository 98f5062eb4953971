import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { type FaceTopology, loadFaceTopology } from '../../capture/detection/face-topology.ts';
import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { type MeshUnit, type ToldSize, unitAsKnown, unitOfMesh } from '../../capture/scan/mesh-unit.ts';
import { readMesh } from '../../capture/scan/read-mesh.ts';
import { NOSE_TIP, readScanLandmarks, sevenOf } from '../../capture/scan/scan-landmarks.ts';
import { AsmFitError } from '../../errors.ts';
import { trianglesWhere } from '../../geometry/mesh/mesh.ts';
import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';
import { loadLandmarkBias } from '../evidence/landmarks/landmark-bias.ts';
import { findScanLandmarks } from './find-scan-landmarks.ts';
import { faultOfSeven } from './seven-landmarks.ts';

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
  /** Where the landmarks' file says it; else null. */
  readonly unit: Pick<MeshUnit, 'name' | 'mm'> | null;
}

/** As few make no face that could be measured: not looked at from all sides. */
const MIN_VERTICES = 100;

/**
 * A mesh and its landmarks: from a file, or found in renderings of it.
 * @throws {AsmFitError} input: the mesh or the file cannot be used; no_face: nothing is found
 */
export async function loadMarkedMesh(path: string, source: LandmarkSource, processes: number): Promise<LoadedMesh> {
  const mesh = await readMesh(path);
  const topology = loadFaceTopology();
  const file = source.given ?? (existsSync(source.beside) ? source.beside : null);
  if (file === null) {
    const count = mesh.positions.length / 3;
    if (count < MIN_VERTICES)
      throw new AsmFitError(
        'input',
        `${path}: a mesh must have ${MIN_VERTICES} vertices at least for a face to be found on it; received ${count}`,
        'pass the scan of a face, or --scan-landmarks and --mesh-landmarks',
      );
    const { points } = await findScanLandmarks(mesh, loadLandmarkBias(), processes);
    const all = Float64Array.from(
      Array.from(topology.ibug68).flatMap((l) => Array.from(points.subarray(3 * l, 3 * l + 3))),
    );
    return { mesh: withLandmarks68(mesh, all), landmarksFrom: 'found in renderings', unit: null };
  }
  const read = readScanLandmarks(file, mesh.positions, source.method);
  const { exclude, headVertices } = read;
  // A GLB is in metres, and the landmarks beside it in millimetres.
  const factor = [1, 1e-3].find((one) =>
    lieOn(
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
  requireFace(read.points, topology, file);
  const points = read.points.map((x) => factor * x);
  const noseTip = read.noseTip === null ? null : read.noseTip.map((x) => factor * x);
  const kept = trianglesWhere(mesh.triangles, (v) => v < headVertices && !exclude.has(v));
  const unit = read.ofFit ? { name: `${factor === 1 ? 'mm' : 'm'}, as ${basename(file)} says`, mm: 1 / factor } : null;
  const positions = mesh.positions.subarray(0, 3 * headVertices);
  return { mesh: { ...mesh, positions, triangles: kept, landmarks: points, noseTip }, landmarksFrom: file, unit };
}

/**
 * A mesh whose 68 landmarks are known. @param points [68, 3] in its units
 * @throws {AsmFitError} input: the mesh cannot be used, or they do not lie on it
 */
export async function markedByLandmarks68(path: string, points: Float64Array): Promise<LoadedMesh> {
  const mesh = withLandmarks68(await readMesh(path), points);
  if (!lieOn(mesh, mesh.landmarks))
    throw new AsmFitError(
      'input',
      `capture.json: scan.landmarks68 must lie on ${path}; received points far from it`,
      'give landmarks in the units of the mesh, or leave them out',
    );
  requireFace(mesh.landmarks, loadFaceTopology(), 'capture.json');
  return { mesh, landmarksFrom: 'of capture.json', unit: null };
}

/**
 * The unit of a scan: as the user says, else as its landmarks' file or its capture does, else as its eyes say.
 * @throws {AsmFitError} input: no unit makes it a head
 */
export function unitOfScan({ mesh, unit }: Pick<LoadedMesh, 'mesh' | 'unit'>, told: ToldSize, path: string): MeshUnit {
  const asked = told.mmPerUnit !== undefined || told.canthi !== undefined;
  return unit === null || asked ? unitOfMesh(mesh, told, path) : unitAsKnown(mesh, unit, path);
}

function withLandmarks68(mesh: TriangleMesh, all: Float64Array): MarkedMesh {
  return { ...mesh, landmarks: sevenOf(all), noseTip: all.slice(3 * NOSE_TIP, 3 * NOSE_TIP + 3) };
}

function requireFace(landmarks: Float64Array, topology: FaceTopology, file: string): void {
  const fault = faultOfSeven(landmarks, topology);
  if (fault !== null)
    throw new AsmFitError(
      'input',
      `${file}: landmarks must be the subject's right eye, left eye, nose and mouth, right corner before left; received ${fault}`,
      'see docs/evaluation.md for their order, or leave them out',
    );
}

/** How far a landmark may be from the nearest vertex, in distances of the outer eye corners: scans have holes, and few vertices. */
const REACH = 0.3;
const LEAST_SPREAD = 0.02;

/** Whether the seven landmarks are each beside a vertex of a triangle, and not all at one place of the mesh. */
function lieOn({ positions, triangles }: TriangleMesh, landmarks: Float64Array): boolean {
  const used = Array.from(new Set(triangles));
  const low = [0, 1, 2].map((k) => used.reduce((least, v) => Math.min(least, positions[3 * v + k]), Infinity));
  const high = [0, 1, 2].map((k) => used.reduce((most, v) => Math.max(most, positions[3 * v + k]), -Infinity));
  const size = Math.max(...low.map((x, k) => high[k] - x));
  const at = (l: number): Float64Array => landmarks.subarray(3 * l, 3 * l + 3);
  const apart = Math.hypot(...[0, 1, 2].map((k) => at(0)[k] - at(3)[k]));
  if (!(apart > LEAST_SPREAD * size)) return false;
  return [0, 1, 2, 3, 4, 5, 6].every((l) => {
    const [x, y, z] = at(l);
    return used.some(
      (v) => Math.hypot(positions[3 * v] - x, positions[3 * v + 1] - y, positions[3 * v + 2] - z) <= REACH * apart,
    );
  });
}
