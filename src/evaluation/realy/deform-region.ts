import { dot } from '../../geometry/dot.ts';

/** A part of a scan that is bent onto other points. */
export interface DeformableRegion {
  /** [N, 3] */
  readonly points: Float64Array;
  /** Pairs of neighbours [E, 2] */
  readonly edges: Uint32Array;
}

/** What its points are pulled at. */
export interface Pulls {
  /** [N, 3] */
  readonly targets: Float64Array;
  /** [N] */
  readonly weights: Float64Array;
}

/** Weight of an affine's shift beside its linear part. */
const GAMMA = 1;
const MAX_STEPS = 400;
const TOLERANCE = 1e-7;

/**
 * One step of non-rigid ICP [Amberg 2007]: an affine X_i [4, 3] for every point,
 *   min over X of stiffness^2 sum_edges |G (X_i - X_j)|^2 + sum_i w_i |X_i^T (v_i, 1) - u_i|^2,  G = diag(1, 1, 1, gamma)
 * by conjugate gradients, preconditioned by the points' own 4 x 4 blocks, started at `start`.
 * @param start [N, 4, 3] @returns [N, 4, 3]
 */
export function deformRegion(
  { points, edges }: DeformableRegion,
  pulls: readonly Pulls[],
  stiffness: number,
  start: Float64Array,
): Float64Array {
  const count = points.length / 3;
  const degree = new Float64Array(count);
  for (const v of edges) degree[v]++;
  const weight = new Float64Array(count);
  const pulled = new Float64Array(3 * count);
  for (const { targets, weights } of pulls)
    for (let i = 0; i < count; i++) {
      weight[i] += weights[i];
      for (let k = 0; k < 3; k++) pulled[3 * i + k] += weights[i] * targets[3 * i + k];
    }
  const stiff = stiffness * stiffness;
  const row = (k: number): number => (k === 3 ? GAMMA * GAMMA : 1);
  const home = (i: number, k: number): number => (k === 3 ? 1 : points[3 * i + k]);
  const out = start.slice();
  for (let axis = 0; axis < 3; axis++) {
    const apply = (x: Float64Array): Float64Array => {
      const y = new Float64Array(4 * count);
      for (let i = 0; i < count; i++) {
        let along = 0;
        for (let k = 0; k < 4; k++) along += home(i, k) * x[4 * i + k];
        for (let k = 0; k < 4; k++) y[4 * i + k] = weight[i] * along * home(i, k);
      }
      for (let e = 0; e < edges.length; e += 2) {
        const [i, j] = [edges[e], edges[e + 1]];
        for (let k = 0; k < 4; k++) {
          const gap = stiff * row(k) * (x[4 * i + k] - x[4 * j + k]);
          y[4 * i + k] += gap;
          y[4 * j + k] -= gap;
        }
      }
      return y;
    };
    // (D + w h h^T)^-1 by Sherman and Morrison.
    const precondition = (r: Float64Array): Float64Array => {
      const z = new Float64Array(4 * count);
      for (let i = 0; i < count; i++) {
        let [hr, hh] = [0, 0];
        for (let k = 0; k < 4; k++) {
          const d = stiff * row(k) * degree[i] + 1e-9;
          z[4 * i + k] = r[4 * i + k] / d;
          hr += home(i, k) * z[4 * i + k];
          hh += home(i, k) ** 2 / d;
        }
        const share = (weight[i] * hr) / (1 + weight[i] * hh);
        for (let k = 0; k < 4; k++) z[4 * i + k] -= (share * home(i, k)) / (stiff * row(k) * degree[i] + 1e-9);
      }
      return z;
    };
    const x = Float64Array.from({ length: 4 * count }, (_, i) => start[3 * i + axis]);
    const residual = apply(x).map((y, i) => home(i >> 2, i & 3) * pulled[3 * (i >> 2) + axis] - y);
    conjugateGradients(x, residual, apply, precondition);
    for (let i = 0; i < 4 * count; i++) out[3 * i + axis] = x[i];
  }
  return out;
}

function conjugateGradients(
  x: Float64Array,
  residual: Float64Array,
  apply: (x: Float64Array) => Float64Array,
  precondition: (r: Float64Array) => Float64Array,
): void {
  let z = precondition(residual);
  let direction = z.slice();
  let rz = dot(residual, z);
  const enough = TOLERANCE * TOLERANCE * rz;
  for (let step = 0; step < MAX_STEPS && rz > enough && rz > 0; step++) {
    const image = apply(direction);
    const length = rz / dot(direction, image);
    for (let i = 0; i < x.length; i++) {
      x[i] += length * direction[i];
      residual[i] -= length * image[i];
    }
    z = precondition(residual);
    const next = dot(residual, z);
    const keep = next / rz;
    direction = direction.map((d, i) => z[i] + keep * d);
    rz = next;
  }
}

/** Affines that leave every point where it is [N, 4, 3]. */
export function restAffines(count: number): Float64Array {
  const out = new Float64Array(12 * count);
  for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) out[12 * i + 3 * k + k] = 1;
  return out;
}

/** Points moved by their affines. @returns [N, 3] */
export function moveByAffines({ points }: DeformableRegion, affines: Float64Array): Float64Array {
  return Float64Array.from(points, (_, n) => {
    const [i, axis] = [Math.floor(n / 3), n % 3];
    let sum = affines[12 * i + 9 + axis];
    for (let k = 0; k < 3; k++) sum += affines[12 * i + 3 * k + axis] * points[3 * i + k];
    return sum;
  });
}
