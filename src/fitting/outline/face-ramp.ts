import { smoothStep } from '../../geometry/smooth-step.ts';
import { embeddedPoints, type HeadModel } from '../../head/head-model.ts';

/** iBUG's corners of the eyes, the right outer one first, and the base of the nose. */
const [RIGHT_OUTER, RIGHT_INNER, LEFT_INNER, LEFT_OUTER, NOSE_BASE, RIGHT_CORNER, LEFT_CORNER] = [
  36, 39, 42, 45, 33, 48, 54,
];
/** Of the protocol's 1.4: what its landmarks on a scan are off. */
const FACE_FACTOR = 1.45;
/** How far beyond the face the head is free, mm. */
const RAMP_MM = 25;
/** So far above the eyes' inner corners a forehead begins. */
const FOREHEAD_MM = 20;

/** Who knows a forehead: smooth and without landmarks, the pixels hardly, its outline well where there is one. */
export type ForeheadBy = 'pixels' | 'outline';

/**
 * How free each vertex of a skin is beside a face that is already measured [V]: 0 in a sphere around it, whose radius and centre are
 * those of the NoW protocol's crop (Sanyal et al. 2019), 1 from 25 mm outside, smooth between; by the outline, so is the forehead,
 * from 45 mm above the eyes' inner corners on.
 * @param positions [>= V, 3] mm
 */
export function faceRamp(head: HeadModel, positions: ArrayLike<number>, forehead: ForeheadBy): Float64Array {
  const landmarks = embeddedPoints(head.embeddings.ibug68, positions);
  const at = (l: number): Float64Array => landmarks.subarray(3 * l, 3 * l + 3);
  const bridge = at(RIGHT_INNER).map((x, k) => (x + at(LEFT_INNER)[k]) / 2);
  const base = at(NOSE_BASE);
  const radius = (FACE_FACTOR * (distance(at(RIGHT_OUTER), at(LEFT_OUTER)) + distance(bridge, base))) / 2;
  const mouth = at(RIGHT_CORNER).map((x, k) => (x + at(LEFT_CORNER)[k]) / 2);
  const length = distance(bridge, mouth);
  const up = bridge.map((x, k) => (x - mouth[k]) / length);
  const centre = base.map((x, k) => x + 0.3 * (bridge[k] - x));
  const foreheadMm = forehead === 'outline' ? FOREHEAD_MM : Number.POSITIVE_INFINITY;
  return Float64Array.from({ length: head.parts[0].vertexCount }, (_, v) => {
    const place = [0, 1, 2].map((k) => positions[3 * v + k]);
    const above = up.reduce((sum, x, k) => sum + x * (place[k] - bridge[k]), 0);
    const outside = smoothStep(distance(place, centre) - radius, [0, RAMP_MM]);
    return 1 - (1 - outside) * (1 - smoothStep(above - foreheadMm, [0, RAMP_MM]));
  });
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
