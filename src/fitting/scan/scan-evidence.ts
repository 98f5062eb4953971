import { faceSphere } from '../../capture/scan/face-sphere.ts';
import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { vertexNormals } from '../../geometry/mesh/mesh.ts';

/** Points of a scan that a head is fitted to. */
export interface ScanEvidence {
  /** [N, 3] mm */
  readonly points: Float64Array;
  /** Unit normals [N, 3], outwards */
  readonly normals: Float64Array;
  /** [N] 1 on the face, less beyond it */
  readonly weights: Float64Array;
}

const MAX_POINTS = 12_000;
/** Hair, ears, neck and shoulders count little. */
const OUTSIDE = 0.15;
/** The face, in {@link faceSphere}'s radii, and over how much more its weight falls. */
const FACE = 1.05;
const FALL = 0.25;
const CROP = 1.4;

/** The scan's vertices, thinned evenly, with how much each counts. @param scan in mm */
export function scanEvidence(scan: MarkedMesh): ScanEvidence {
  const { positions, triangles, landmarks } = scan;
  const { normals, lengths } = vertexNormals(positions, triangles);
  const { centre, radius } = faceSphere(landmarks, CROP);
  const away = (v: number): number => Math.hypot(...centre.map((c, k) => positions[3 * v + k] - c)) / radius;
  const usable = Array.from(new Set(triangles))
    .filter((v) => lengths[v] > 0)
    .sort((a, b) => a - b);
  const stride = Math.max(1, usable.length / MAX_POINTS);
  const chosen = Array.from({ length: Math.floor(usable.length / stride) }, (_, i) => usable[Math.floor(i * stride)]);
  const outwards = facesAway(chosen, positions, normals, centre) ? 1 : -1;
  return {
    points: Float64Array.from(chosen.flatMap((v) => Array.from(positions.subarray(3 * v, 3 * v + 3)))),
    normals: Float64Array.from(
      chosen.flatMap((v) => Array.from(normals.subarray(3 * v, 3 * v + 3), (x) => outwards * x)),
    ),
    weights: Float64Array.from(chosen, (v) => {
      const beyond = Math.min(1, Math.max(0, (away(v) - FACE) / FALL));
      return 1 - (1 - OUTSIDE) * beyond;
    }),
  };
}

/** Whether most normals of a surface point away from a place within; some scans are wound the other way. */
function facesAway(
  vertices: readonly number[],
  positions: Float64Array,
  normals: Float64Array,
  centre: readonly number[],
): boolean {
  let sum = 0;
  for (const v of vertices)
    for (let k = 0; k < 3; k++) sum += Math.sign(normals[3 * v + k] * (positions[3 * v + k] - centre[k]));
  return sum >= 0;
}
