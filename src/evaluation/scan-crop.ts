import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { faceSphere } from '../capture/scan/face-sphere.ts';
import type { MarkedMesh } from '../capture/scan/marked-mesh.ts';
import { AsmFitError } from '../errors.ts';

import { triangleNormal } from '../geometry/mesh/mesh.ts';
import type { Crop } from './scan-protocols.ts';

/** Points of a mesh that are measured. */
export interface CroppedPoints {
  /** [N, 3] mm */
  readonly points: Float64Array;
  /** Which vertex each is [N] */
  readonly vertices: Uint32Array;
}

const MAX_POINTS = 20_000;
/** A measure over fewer says nothing. */
const MIN_POINTS = 100;
/** The crop's surface against the disc of its radius: faces have 0.9 and more, half a face 0.5. */
const MIN_COVERED = 0.25;
/** Standard deviation of its vertices across their plane, in radii: faces have 0.2. */
const MIN_RELIEF = 0.03;

/**
 * Vertices of a mesh's surface within a crop, each place once, thinned evenly to 20,000.
 * @param wanted [V] 1 for vertices that may count; absent: all
 * @throws {AsmFitError} input: the crop needs a landmark that is not known, or holds too few vertices, too little surface or a flat one
 */
export function cropMesh(mesh: MarkedMesh, crop: Crop, wanted?: ArrayLike<number>): CroppedPoints {
  const { centre, radius } = sphereOf(mesh, crop);
  const { positions } = mesh;
  const chosen = Array.from(new Set(mesh.triangles))
    .sort((a, b) => a - b)
    .filter(
      (v) =>
        (wanted === undefined || wanted[v] === 1) &&
        Math.hypot(...centre.map((c, k) => positions[3 * v + k] - c)) <= radius,
    );
  const covered = areaWithin(mesh, centre, radius) / (Math.PI * radius ** 2);
  if (chosen.length < MIN_POINTS || !(covered >= MIN_COVERED))
    throw new AsmFitError(
      'input',
      `evaluate: the face, ${radius.toFixed(0)} mm about ${centre.map((x) => x.toFixed(0)).join(' ')}, must hold ${MIN_POINTS} vertices and be covered to ${100 * MIN_COVERED} % by the mesh; received ${chosen.length} vertices, ${(100 * covered).toFixed(1)} % covered`,
      'check its landmarks and its unit (--mm-per-unit), and whether the mesh holds the whole face',
    );
  const relief = leastExtent(positions, chosen) / radius;
  if (!(relief >= MIN_RELIEF))
    throw new AsmFitError(
      'input',
      `evaluate: the face must stand out from a plane by ${100 * MIN_RELIEF} % of its radius at least; received ${(100 * relief).toFixed(1)} %`,
      'check whether the mesh is a face, in three dimensions',
    );
  const stride = Math.max(1, chosen.length / MAX_POINTS);
  const vertices = Uint32Array.from(
    { length: Math.min(chosen.length, MAX_POINTS) },
    (_, i) => chosen[Math.floor(i * stride)],
  );
  const points = new Float64Array(3 * vertices.length);
  vertices.forEach((v, i) => {
    points.set(positions.subarray(3 * v, 3 * v + 3), 3 * i);
  });
  return { points, vertices };
}

function sphereOf(mesh: MarkedMesh, crop: Crop): { centre: readonly number[]; radius: number } {
  if (crop.around === 'face') return faceSphere(mesh.landmarks, crop.sizes);
  if (mesh.noseTip === null)
    throw new AsmFitError(
      'input',
      "evaluate: the protocol crops about the nose's tip, which must be known; received seven landmarks without it",
      'give 68 landmarks, or {"landmarks7": .., "noseTip": ..} (docs/evaluation.md)',
    );
  return { centre: Array.from(mesh.noseTip), radius: crop.mm };
}

/** Area of the triangles whose middle is within a sphere, mm^2. */
function areaWithin({ positions, triangles }: MarkedMesh, centre: readonly number[], radius: number): number {
  let area = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = triangles.subarray(t, t + 3);
    const away = [0, 1, 2].map(
      (k) => (positions[3 * a + k] + positions[3 * b + k] + positions[3 * c + k]) / 3 - centre[k],
    );
    if (Math.hypot(...away) <= radius) area += Math.hypot(...triangleNormal(positions, a, b, c)) / 2;
  }
  return area;
}

/** Standard deviation of vertices along the direction in which they vary least. */
function leastExtent(positions: Float64Array, vertices: readonly number[]): number {
  const mean = [0, 1, 2].map((k) => vertices.reduce((sum, v) => sum + positions[3 * v + k], 0) / vertices.length);
  const covariance = [0, 1, 2].map((r) =>
    [0, 1, 2].map(
      (c) =>
        vertices.reduce((sum, v) => sum + (positions[3 * v + r] - mean[r]) * (positions[3 * v + c] - mean[c]), 0) /
        vertices.length,
    ),
  );
  return Math.sqrt(Math.max(0, Math.min(...new EigenvalueDecomposition(new Matrix(covariance)).realEigenvalues)));
}
