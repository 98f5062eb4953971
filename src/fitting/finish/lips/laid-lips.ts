import { Matrix, solve } from 'ml-matrix';
import { headPoseDegrees } from '../../../geometry/camera.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import { LIP_LINES, LIP_POINTS } from '../../../head/anatomy/lips/lip-points.ts';
import { moveLips } from '../../../head/anatomy/lips/move-lips.ts';
import { embeddedPoints, type HeadModel, regionVertices } from '../../../head/head-model.ts';
import { stepToSeen } from '../../solvers/step-to-seen.ts';
import type { LidView } from '../eyes/lids.ts';

/** How far off fits leave points, mm. */
const LEFT_SIGMA_MM = 3;
/** Points are not moved further, mm. */
const FARTHEST_MM = 8;
/** Turned further, a view hides a half of the lips. */
const MAX_YAW = 42;
const STEPS = 4;
/** Mouths as high as this share of their width, between the lips, are seen where they are; of a round one, as high as the second, the network makes something like a laugh. */
const ROUND = [0.3, 0.55] as const;

/**
 * Where a photograph has the lips. Landmarks that are moved to the head's places leave a fit's mouth, on faces that no renderer made, one to five millimetres
 * narrower than the photograph's and its red a millimetre or three beside the painted one; the network itself sees the edges where they are.
 * Each point moves along the mouth's smooth surface to where it is seen ({@link stepToSeen}), the skin along with it.
 * @param positions the head at that moment [V, 3] mm
 * @returns steps of {@link LIP_POINTS} [points, 3] mm; null where it does not show them
 */
export function laidLips(
  head: HeadModel,
  { camera, observation }: LidView,
  positions: Float64Array,
): Float64Array | null {
  if (observation?.lips === undefined || Math.abs(headPoseDegrees(camera.rotation).yaw) > MAX_YAW) return null;
  const { lips, confidence } = observation;
  const wide = wideShare(lips);
  if (wide === 0) return null;
  const slopes = mouthSlopes(head, positions);
  const steps = new Float64Array(3 * LIP_POINTS.length);
  for (let step = 0; step < STEPS; step++) {
    const moved = positions.slice();
    moveLips(head, steps, moved);
    const places = embeddedPoints(head.embeddings.mediapipe468, moved);
    LIP_POINTS.forEach((l, i) => {
      const [x, y, z] = places.subarray(3 * l, 3 * l + 3);
      const [sx, sy] = slopes(x, y);
      const own = steps.subarray(3 * i, 3 * i + 3);
      const [tx, ty] = own;
      const at = (a: number, b: number): readonly number[] => [
        x + a - tx,
        y + b - ty,
        z + sx * (a - tx) + sy * (b - ty),
      ];
      const pixel = [lips[2 * i], lips[2 * i + 1]] as const;
      const seen = { camera, pixel, confidence: wide * confidence[l], at };
      const [dx, dy] = stepToSeen([seen], {
        now: [tx, ty],
        sigmas: [LEFT_SIGMA_MM, LEFT_SIGMA_MM],
      });
      own.set([tx + dx, ty + dy, own[2] + sx * dx + sy * dy]);
      const length = Math.hypot(...own);
      if (length > FARTHEST_MM) for (let k = 0; k < 3; k++) own[k] *= FARTHEST_MM / length;
    });
  }
  return steps;
}

/** How far a mouth is none that is wide open, 0..1. @param lips [LIP_POINTS, 2] */
function wideShare(lips: Float64Array): number {
  const at = (line: readonly number[], place: number): number => 2 * LIP_POINTS.indexOf(line[place]);
  const apart = (a: number, b: number): number => Math.hypot(lips[a] - lips[b], lips[a + 1] - lips[b + 1]);
  const { innerUpper, innerLower } = LIP_LINES;
  const [last, middle] = [innerUpper.length - 1, innerUpper.length >> 1];
  const height = apart(at(innerUpper, middle), at(innerLower, middle));
  return 1 - smoothStep(height / apart(at(innerUpper, 0), at(innerUpper, last)), ROUND);
}

/** Slopes dz/dx and dz/dy of the quadric that lies nearest to the lips. */
function mouthSlopes(head: HeadModel, positions: Float64Array): (x: number, y: number) => [number, number] {
  const lips = regionVertices(head, 'lips').filter((v) => head.regions.mouth[v] === 0);
  const middle = [0, 1].map((k) => lips.reduce((sum, v) => sum + positions[3 * v + k], 0) / lips.length);
  const rows = lips.map((v) => {
    const [x, y] = [positions[3 * v] - middle[0], positions[3 * v + 1] - middle[1]];
    return [1, x, y, x * x, x * y, y * y];
  });
  const depths = Matrix.columnVector(lips.map((v) => positions[3 * v + 2]));
  const [, bx, by, xx, xy, yy] = solve(new Matrix(rows), depths).to1DArray();
  return (px, py) => {
    const [x, y] = [px - middle[0], py - middle[1]];
    return [bx + 2 * xx * x + xy * y, by + xy * x + 2 * yy * y];
  };
}
