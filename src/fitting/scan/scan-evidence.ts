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

/** NoW's sphere about a face [Sanyal 2019]: a centre 30 % up from the nose's base and a radius of `crop` face sizes. */
export function faceSphere(
  landmarks: Float64Array,
  crop: number,
): { readonly centre: readonly number[]; readonly radius: number } {
  const mark = (l: number): number[] => Array.from(landmarks.subarray(3 * l, 3 * l + 3));
  const bridge = mark(1).map((x, k) => (x + mark(2)[k]) / 2);
  const nose = mark(4);
  return {
    centre: nose.map((x, k) => x + 0.3 * (bridge[k] - x)),
    radius: (crop * (distance(mark(0), mark(3)) + distance(bridge, nose))) / 2,
  };
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** The scan's vertices, thinned evenly, with how much each counts. @param scan in mm */
export function scanEvidence(scan: MarkedMesh): ScanEvidence {
  const { positions, triangles, landmarks } = scan;
  const { normals, lengths } = vertexNormals(positions, triangles);
  const { centre, radius } = faceSphere(landmarks, CROP);
  const away = (v: number): number => distance(Array.from(positions.subarray(3 * v, 3 * v + 3)), centre) / radius;
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
