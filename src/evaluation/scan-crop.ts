import type { MarkedMesh } from '../capture/scan/marked-mesh.ts';
import { AsmFitError } from '../errors.ts';
import { faceSphere } from '../fitting/scan/scan-evidence.ts';
import type { Crop } from './scan-protocols.ts';

/** Points of a mesh that are measured. */
export interface CroppedPoints {
  /** [N, 3] mm */
  readonly points: Float64Array;
  /** Which vertex each is [N] */
  readonly vertices: Uint32Array;
}

const MAX_POINTS = 20_000;

/**
 * Vertices of a mesh's surface within a crop, each place once, thinned evenly to 20,000.
 * @param wanted [V] 1 for vertices that may count; absent: all
 * @throws {AsmFitError} input: the crop needs a landmark that is not known, or holds no vertex
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
  if (chosen.length === 0)
    throw new AsmFitError(
      'input',
      `evaluate: the face, ${radius.toFixed(0)} mm about ${centre.map((x) => x.toFixed(0)).join(' ')}, must hold vertices of the mesh; received none`,
      'check its landmarks and its unit (--mm-per-unit)',
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
