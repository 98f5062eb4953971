import { Matrix, solve } from 'ml-matrix';
import type { HeadModel, HeadPart } from '../../head-model.ts';
import { findSlits, rimOf } from '../slits.ts';

const STEPS = 6;
/** A rim's depth in the eyeball varies by this much, mm. */
const DEPTH_SIGMA_MM = 0.5;
/** How far an eye may be off before it is seated, mm. */
const CENTRE_SIGMA_MM = 2;
/** How far from where it lies on the bind pose an eyeball lies between its lids' corners, mm; people differ by 0.48. */
const ASIDE_SIGMA_MM = 0.3;
/** Rims are wrong together, not each by itself: all of one count as so many. */
const RIM_COUNT = 4;

/** A sphere through points. @returns centre and radius, mm */
export interface Sphere {
  readonly centre: readonly number[];
  readonly radius: number;
}

/**
 * Moves each eyeball, in place, so that the lids' rims lie as deep in it as on the bind pose: a millimetre nearer and
 * it breaks through the lids. Between their corners it lies as on the bind pose, so that an eye at rest looks ahead: by depths alone an
 * outer corner that is fitted a little too deep would push it to the nose.
 *   min over c of 4/N sum_i (|x_i - c| - r - d_i)^2/(2 s_d^2) + (c_x - m)^2/(2 s_x^2) + |c - c_0|^2/(2 s_c^2),  d_i = |t_i - c_t| - r_t,
 * m the middle of the rim's ends, as far beside it as on the bind pose.
 * @param positions [V, 3] mm
 */
export function seatEyes(head: HeadModel, positions: Float64Array): void {
  const slits = findSlits(head);
  for (const part of head.parts) {
    if (part.texture !== 'eye') continue;
    const rest = fitSphere(head.template, part);
    const now = fitSphere(positions, part);
    const rim = rimOf(rest.centre[0] > 0 ? slits.left : slits.right);
    const size = now.radius / rest.radius;
    const middle = middleAcross(positions, rim) + size * (rest.centre[0] - middleAcross(head.template, rim));
    const weight = RIM_COUNT / rim.length / DEPTH_SIGMA_MM ** 2;
    const depths = rim.map((v) => size * (distance(head.template, v, rest.centre) - rest.radius));
    let centre = now.centre;
    for (let step = 0; step < STEPS; step++) {
      const hessian = Matrix.eye(3, 3).mul(1 / CENTRE_SIGMA_MM ** 2);
      const gradient = Matrix.columnVector(centre.map((c, k) => (c - now.centre[k]) / CENTRE_SIGMA_MM ** 2));
      hessian.set(0, 0, hessian.get(0, 0) + 1 / ASIDE_SIGMA_MM ** 2);
      gradient.set(0, 0, gradient.get(0, 0) + (centre[0] - middle) / ASIDE_SIGMA_MM ** 2);
      rim.forEach((v, i) => {
        const length = distance(positions, v, centre);
        const residual = length - now.radius - depths[i];
        const slope = centre.map((c, k) => (c - positions[3 * v + k]) / length);
        for (let a = 0; a < 3; a++) {
          gradient.set(a, 0, gradient.get(a, 0) + weight * residual * slope[a]);
          for (let b = 0; b < 3; b++) hessian.set(a, b, hessian.get(a, b) + weight * slope[a] * slope[b]);
        }
      });
      const move = solve(hessian, gradient);
      centre = centre.map((c, k) => c - move.get(k, 0));
    }
    for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++)
      for (let k = 0; k < 3; k++) positions[3 * v + k] += centre[k] - now.centre[k];
  }
}

/** Half way between a rim's ends, left to right. */
function middleAcross(positions: ArrayLike<number>, rim: readonly number[]): number {
  const across = rim.map((v) => positions[3 * v]);
  return (Math.min(...across) + Math.max(...across)) / 2;
}

function distance(positions: ArrayLike<number>, v: number, centre: readonly number[]): number {
  return Math.hypot(...centre.map((c, k) => positions[3 * v + k] - c));
}

/** Linear least squares of |x|^2 = 2 c . x + (r^2 - |c|^2) over a part's vertices. */
export function fitSphere(positions: ArrayLike<number>, part: Pick<HeadPart, 'vertexStart' | 'vertexCount'>): Sphere {
  const points = Array.from({ length: part.vertexCount }, (_, i) =>
    [0, 1, 2].map((k) => positions[3 * (part.vertexStart + i) + k]),
  );
  const rows = new Matrix(points.map((p) => [...p.map((x) => 2 * x), 1]));
  const squares = Matrix.columnVector(points.map((p) => p.reduce((sum, x) => sum + x * x, 0)));
  const [x, y, z, rest] = solve(rows, squares).to1DArray();
  return { centre: [x, y, z], radius: Math.sqrt(rest + x * x + y * y + z * z) };
}
