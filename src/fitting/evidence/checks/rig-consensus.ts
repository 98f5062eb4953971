import { Matrix, solve } from 'ml-matrix';
import { type Camera, cameraCentre } from '../../../geometry/camera.ts';
import { createLeastSquares } from '../../../geometry/least-squares.ts';
import { axisAngleFromRotation, multiply3, rotationFromAxisAngle, transpose3 } from '../../../geometry/rotation.ts';
import type { PlacedHead } from './place-head.ts';

/** How a world's points come to a camera: x_cam = R X + t. */
export type Pose = Pick<Camera, 'rotation' | 'translation'>;

/** How far a view's camera is from seeing the head where its photograph shows it. Shares of the inter-ocular distance. */
export interface Disagreement {
  /**
   * Root mean square of the landmarks for the turn between the head that the rig expects and the one that is seen, less
   * where a turned head's landmarks are worth less.
   */
  readonly turn: number;
  /** Degrees of that turn. */
  readonly degrees: number;
  /** Sideways distance of the head's centre; infinite where the rig puts it behind the camera. */
  readonly shift: number;
  /** Depth that the rig gives the head over the depth that its size in the photograph asks for. */
  readonly depth: number;
}

/** Where a head lies in the world. */
export interface RigPlace {
  /** [3, 3] world from head */
  readonly rotation: Float64Array;
  /** World [3] */
  readonly centre: readonly number[];
  /** World units a millimetre of a mean head. */
  readonly scale: number;
}

/** A head between given cameras that as many views as possible agree on. */
export interface RigConsensus extends RigPlace {
  readonly views: readonly Disagreement[];
  readonly explained: readonly boolean[];
}

/** What views may disagree by. */
export interface Tolerance {
  readonly turn: number;
  readonly shift: number;
  /** Factor of the depth, either way. */
  readonly depth: number;
}

/** How well a photograph tells where a mean head lies: sideways in mm, and along the ray as a share. */
const SIGMA_ACROSS_MM = 3;
const SIGMA_ALONG = 0.08;
/** Logarithmic spread of people's sizes, with room for lenses that are a little off. */
const SIGMA_SIZE = 0.2;
/** Views whose pairs are tried as hypotheses. */
const MAX_SEEDS = 16;
const ROTATION_STEPS = 4;
/** More than any explained view costs. */
const UNEXPLAINED = 4;

/** How large the head is. */
export interface HeadSize {
  /** Inter-ocular distance of the placed heads, mm */
  readonly iod: number;
  /** World units a millimetre where the unit is known, null where the head's size is free. */
  readonly size: number | null;
}

/** Places one head in a rig so that the most views agree, each hypothesis by two of them. */
export function rigConsensus(
  cameras: readonly Pose[],
  heads: readonly PlacedHead[],
  { iod, size }: HeadSize,
  tolerance: Tolerance,
): RigConsensus {
  const all = Array.from(heads.keys());
  const seeds = all.slice(0, MAX_SEEDS);
  let best: RigConsensus | null = null;
  let least = Number.POSITIVE_INFINITY;
  const judge = (subset: readonly number[]): RigConsensus => {
    const place = { rotation: commonRotation(cameras, heads, subset), ...commonCentre(cameras, heads, subset, size) };
    const views = all.map((v) => disagreement(place, cameras[v], heads[v], iod));
    return { ...place, views, explained: views.map((view) => agrees(view, tolerance)) };
  };
  for (const a of seeds)
    for (const b of seeds.slice(0, a)) {
      const byTwo = judge([a, b]);
      const agreed = all.filter((v) => byTwo.explained[v]);
      const byAll = agreed.length > 2 ? judge(agreed) : byTwo;
      for (const found of [byTwo, byAll]) {
        const loss = cost(found, size, tolerance);
        if (loss < least) [best, least] = [found, loss];
      }
    }
  return best ?? judge(all);
}

/** How badly a consensus does: views that it does not explain first, then what it leaves of the others. */
function cost({ views, explained, scale }: RigConsensus, size: number | null, tolerance: Tolerance): number {
  const oversize = size === null ? 0 : (Math.log(Math.max(scale / size, 1e-9)) / SIGMA_SIZE) ** 2;
  return views.reduce(
    (sum, { turn, shift, depth }, v) => {
      if (!explained[v]) return sum + UNEXPLAINED;
      const along = Math.log(depth) / Math.log(tolerance.depth);
      return sum + (turn / tolerance.turn) ** 2 + (shift / tolerance.shift) ** 2 + along ** 2;
    },
    Math.min(1, oversize),
  );
}

export function agrees({ turn, shift, depth }: Disagreement, tolerance: Tolerance): boolean {
  return turn <= tolerance.turn && shift <= tolerance.shift && depth <= tolerance.depth && depth >= 1 / tolerance.depth;
}

/** World from head: the rotation with the least turns between what is expected and what is seen. */
function commonRotation(
  cameras: readonly Pose[],
  heads: readonly PlacedHead[],
  subset: readonly number[],
): Float64Array {
  let rotation = multiply3(transpose3(cameras[subset[0]].rotation), heads[subset[0]].rotation);
  for (let step = 0; step < ROTATION_STEPS; step++) {
    const hessian = Matrix.zeros(3, 3);
    const gradient = Matrix.zeros(3, 1);
    for (const v of subset) {
      const r = cameras[v].rotation;
      const turn = turnBetween(cameras[v], heads[v], rotation);
      // A turn u of the head in the world is R u in the camera: least (w + R u)^T S (w + R u).
      const back = multiply3(transpose3(r), heads[v].stiffness).map((x) => x / heads[v].doubt ** 2);
      const own = multiply3(back, r);
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) hessian.set(i, j, hessian.get(i, j) + own[3 * i + j]);
        const slope = back[3 * i] * turn[0] + back[3 * i + 1] * turn[1] + back[3 * i + 2] * turn[2];
        gradient.set(i, 0, gradient.get(i, 0) - slope);
      }
    }
    const [x, y, z] = solve(hessian, gradient).to1DArray();
    rotation = multiply3(rotationFromAxisAngle(x, y, z), rotation);
  }
  return rotation;
}

/** Axis-angle from the head that a photograph shows to the one that the rig expects, in camera axes. */
function turnBetween(camera: Pose, head: PlacedHead, worldFromHead: ArrayLike<number>): [number, number, number] {
  const expected = multiply3(camera.rotation, worldFromHead);
  return axisAngleFromRotation(multiply3(expected, transpose3(head.rotation)));
}

/** Where the rays to the head meet, and the size at which its depths fit: linear least squares. */
function commonCentre(
  cameras: readonly Pose[],
  heads: readonly PlacedHead[],
  subset: readonly number[],
  size: number | null,
): Pick<RigPlace, 'centre' | 'scale'> {
  const unit = size ?? 1;
  const system = createLeastSquares(4);
  const centres = subset.map((v) => cameraCentre(cameras[v]));
  const baseline = Math.max(...centres.map((c) => Math.hypot(...c.map((x, k) => x - centres[0][k]))));
  const reach = Math.max(...centres.map((c) => Math.hypot(...c)), 1e-9);
  // One camera alone says nothing of a size: the head then is as large as the unit.
  if (size !== null || baseline < 1e-9 * reach) system.add([0, 0, 0, 1], unit, SIGMA_SIZE * unit);
  for (const v of subset) {
    const { rotation: r, translation: t } = cameras[v];
    const { centre } = heads[v];
    const distance = Math.hypot(...centre);
    const [a, b, along] = axesAlong(centre);
    for (const axis of [a, b, along]) {
      const row = [0, 1, 2].map((j) => axis[0] * r[j] + axis[1] * r[3 + j] + axis[2] * r[6 + j]);
      const offset = -(axis[0] * t[0] + axis[1] * t[1] + axis[2] * t[2]);
      const isAlong = axis === along;
      system.add(
        [...row, isAlong ? -distance : 0],
        offset,
        unit * (isAlong ? SIGMA_ALONG * distance : SIGMA_ACROSS_MM),
      );
    }
  }
  const [x, y, z, scale] = system.solve() ?? [0, 0, 0, 0];
  return { centre: [x, y, z], scale };
}

/** An orthonormal frame whose third axis is the direction. */
function axesAlong(direction: ArrayLike<number>): [number[], number[], number[]] {
  const length = Math.hypot(direction[0], direction[1], direction[2]);
  const [x, y, z] = [direction[0] / length, direction[1] / length, direction[2] / length];
  // Rays of a picture point forwards: never along x alone, but for lenses of half a sphere.
  const flat = Math.hypot(x, z);
  const a = [z / flat, 0, -x / flat];
  return [a, [y * a[2] - z * a[1], z * a[0] - x * a[2], x * a[1] - y * a[0]], [x, y, z]];
}

/** @param iod of the mean head, mm */
export function disagreement(
  { rotation, centre, scale }: RigPlace,
  camera: Pose,
  head: PlacedHead,
  iod: number,
): Disagreement {
  const w = turnBetween(camera, head, rotation);
  const s = head.stiffness;
  let square = 0;
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) square += w[i] * s[3 * i + j] * w[j];
  const { rotation: r, translation: t } = camera;
  const expected = [0, 1, 2].map(
    (k) => r[3 * k] * centre[0] + r[3 * k + 1] * centre[1] + r[3 * k + 2] * centre[2] + t[k],
  );
  const distance = Math.hypot(...head.centre);
  const [a, b, along] = axesAlong(head.centre);
  const [x, y, z] = [a, b, along].map((axis) => axis[0] * expected[0] + axis[1] * expected[1] + axis[2] * expected[2]);
  return {
    turn: Math.sqrt(Math.max(0, square)) / head.doubt,
    degrees: (Math.hypot(...w) * 180) / Math.PI,
    shift: z > 0 ? (Math.hypot(x, y) / z) * (distance / iod) : Number.POSITIVE_INFINITY,
    depth: z / (scale * distance),
  };
}
