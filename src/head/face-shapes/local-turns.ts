import { Matrix } from 'ml-matrix';
import { nearestRotation } from '../../geometry/similarity.ts';
import { skinNeighbours } from '../anatomy/skin-neighbours.ts';
import type { HeadModel } from '../head-model.ts';

/** Rings of skin that a vertex's surroundings take in: about a fingertip. */
const RINGS = 8;

/** How the surroundings of each skin vertex lie on a face against the mean head. */
export interface LocalTurns {
  /** R [skin vertices, 3, 3] */
  readonly rotations: Float64Array;
  /** s [skin vertices] */
  readonly scales: Float64Array;
}

/**
 * The similarity of each skin vertex's surroundings, from the edges e of the mean head to the edges f of a face:
 *   C_v = sum over edges of f e^T, and |e|^2 and f . R e alike, averaged over rings of neighbours;
 *   R_v = U diag(1, 1, det) V^T of C_v = U S V^T,  s_v = tr(R_v^T C_v)/sum |e|^2
 * @param face [>= skin vertices, 3] mm
 */
export function localTurns(head: HeadModel, face: ArrayLike<number>): LocalTurns {
  const count = head.parts[0].vertexCount;
  const neighbours = skinNeighbours(head);
  let sums = edgeSums(head.template, face, neighbours);
  for (let ring = 0; ring < RINGS; ring++) sums = averaged(sums, neighbours);
  const rotations = new Float64Array(9 * count);
  const scales = new Float64Array(count);
  for (let v = 0; v < count; v++) {
    const covariance = sums.subarray(10 * v, 10 * v + 9);
    const { rotation } = nearestRotation(Matrix.from1DArray(3, 3, covariance));
    rotations.set(rotation, 9 * v);
    scales[v] = rotation.reduce((sum, r, i) => sum + r * covariance[i], 0) / sums[10 * v + 9];
  }
  return { rotations, scales };
}

/** Of each vertex, f e^T [3, 3] and |e|^2 [count, 10]. */
function edgeSums(mean: ArrayLike<number>, face: ArrayLike<number>, neighbours: readonly Uint32Array[]): Float64Array {
  const out = new Float64Array(10 * neighbours.length);
  neighbours.forEach((ring, v) => {
    for (const n of ring)
      for (let c = 0; c < 3; c++) {
        const e = mean[3 * n + c] - mean[3 * v + c];
        out[10 * v + 9] += e * e;
        for (let r = 0; r < 3; r++) out[10 * v + 3 * r + c] += (face[3 * n + r] - face[3 * v + r]) * e;
      }
  });
  return out;
}

/** Each row's mean with its neighbours'. */
function averaged(rows: Float64Array, neighbours: readonly Uint32Array[]): Float64Array {
  const out = rows.slice();
  neighbours.forEach((ring, v) => {
    for (let k = 10 * v; k < 10 * v + 10; k++) {
      for (const n of ring) out[k] += rows[10 * n + (k % 10)];
      out[k] /= ring.length + 1;
    }
  });
  return out;
}
