import { axisAngleBackward, rotationFromAxisAngle } from '../../geometry/rotation.ts';
import type { JawArms } from '../../head/shape/jawed-points.ts';
import type { RealArray } from '../../kernels/kernel.ts';

/** A jaw at a pose: X' = X + (R - I) Y + beta t ({@link JawArms}). */
export interface JawTurn {
  /** [JAW_POSE] */
  readonly pose: ArrayLike<number>;
  /** R and R - I [3, 3] */
  readonly rotation: Float64Array;
  readonly turn: Float64Array;
  /** dR/dr_k [3][3, 3] */
  readonly rates: readonly Float64Array[];
}

export function jawTurn(pose: ArrayLike<number>): JawTurn {
  const w = [pose[0], pose[1], pose[2]] as const;
  const rotation = rotationFromAxisAngle(...w);
  const rates = [new Float64Array(9), new Float64Array(9), new Float64Array(9)];
  for (let m = 0; m < 9; m++) {
    const unit = new Float64Array(9);
    unit[m] = 1;
    axisAngleBackward([...w], rotation, unit).forEach((slope, k) => {
      rates[k][m] = slope;
    });
  }
  return { pose, rotation, turn: rotation.map((x, m) => (m % 4 === 0 ? x - 1 : x)), rates };
}

/** Moves points X to X', in place. @param levers Y [M, 3] @param points [N, 3] */
export function turnPoints(
  { turn, pose }: JawTurn,
  { point, carried }: Pick<JawArms, 'point' | 'carried'>,
  levers: RealArray,
  points: RealArray,
): void {
  for (let m = 0; m < point.length; m++) {
    const x = levers[3 * m];
    const y = levers[3 * m + 1];
    const z = levers[3 * m + 2];
    const at = 3 * point[m];
    points[at] += turn[0] * x + turn[1] * y + turn[2] * z + carried[m] * pose[3];
    points[at + 1] += turn[3] * x + turn[4] * y + turn[5] * z;
    points[at + 2] += turn[6] * x + turn[7] * y + turn[8] * z + carried[m] * pose[4];
  }
}

/** What {@link turnPoints} turned: the arms' Y [M, 3], and a gradient h on X' [N, 3]. */
export interface TurnedPoints {
  readonly arms: Pick<JawArms, 'point' | 'carried'>;
  readonly levers: RealArray;
  readonly gradPoints: RealArray;
}

/**
 * Backward of {@link turnPoints} beside the identity on X: Y_bar = (R - I)^T h, R_bar = sum h Y^T, t_bar = sum beta h.
 * @param gradLeversOut [M, 3] accumulated into
 * @param gradPoseOut [JAW_POSE] accumulated into
 */
export function turnPointsBackward(
  { pose, rotation, turn }: JawTurn,
  { arms: { point, carried }, levers, gradPoints }: TurnedPoints,
  gradLeversOut: RealArray,
  gradPoseOut: Float64Array,
): void {
  const gradRotation = new Float64Array(9);
  for (let m = 0; m < point.length; m++) {
    for (let a = 0; a < 3; a++) {
      const h = gradPoints[3 * point[m] + a];
      for (let b = 0; b < 3; b++) {
        gradLeversOut[3 * m + b] += turn[3 * a + b] * h;
        gradRotation[3 * a + b] += h * levers[3 * m + b];
      }
    }
    gradPoseOut[3] += carried[m] * gradPoints[3 * point[m]];
    gradPoseOut[4] += carried[m] * gradPoints[3 * point[m] + 2];
  }
  axisAngleBackward([pose[0], pose[1], pose[2]], rotation, gradRotation).forEach((g, k) => {
    gradPoseOut[k] += g;
  });
}
