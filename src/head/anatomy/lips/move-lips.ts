import { smoothStep } from '../../../geometry/smooth-step.ts';
import type { HeadModel } from '../../head-model.ts';
import { onceAHead } from '../../once-a-head.ts';
import { distancesFrom } from '../skin-distances.ts';
import { findSlits, rimOf } from '../slits.ts';
import { LIP_POINTS } from './lip-points.ts';
import { skinHeights } from './skin-heights.ts';

/** Vertices follow the points within about this of them, mm. */
const SPREAD_MM = 3.5;
/** The skin goes along in full to the first, not at all beyond the second, mm from the nearest point. */
const REACH_MM = [4, 24] as const;
/** So far from where the lips meet they are pushed as they are, and from the second distance on slide along the skin, mm. */
const SLIDES_MM = [2, 6] as const;
/** Where the nose stands on the face, from wing to wing: it does not go along. */
const NOSE_BASE = [64, 98, 97, 2, 326, 327, 294];

/** How the skin goes with the points along the lips. */
interface LipShares {
  /** That do. */
  readonly vertices: Uint32Array;
  /** Of the points' steps [vertices, points]. */
  readonly shares: Float64Array;
  /** How far each slides along the skin, rather than being pushed [vertices] 0..1. */
  readonly sliding: Float64Array;
}

/**
 * w_vl = f(d_v) h(n_v/(n_v + d_v)) g(d_vl) / sum_l g(d_vl), d_vl to the points along edges of the mean head, d_v the least of them, n_v to the nose, g = exp(-(d/r)^2),
 * f falling and h rising smoothly between 0 and 1: nowhere more than the points' steps, nothing on the nose, and lips apart from each other, for the way from one to the
 * other leads around a corner of the mouth.
 */
const lipShares = onceAHead((head): LipShares => {
  const { vertices, barycentric } = head.embeddings.mediapipe468;
  const vertexAt = (l: number): number => {
    const corner = [0, 1, 2].reduce((a, b) => (barycentric[3 * l + b] > barycentric[3 * l + a] ? b : a));
    return vertices[3 * l + corner];
  };
  const [near, far] = REACH_MM;
  const distances = LIP_POINTS.map((l) => distancesFrom(head, [vertexAt(l)], head.template, far));
  const fromNose = distancesFrom(head, NOSE_BASE.map(vertexAt), head.template, 2 * far);
  const fromSlit = distancesFrom(head, rimOf(findSlits(head).mouth), head.template, SLIDES_MM[1]);
  const around = [...new Set(distances.flatMap((found) => [...found.keys()]))];
  const shares = new Float64Array(around.length * LIP_POINTS.length);
  around.forEach((v, i) => {
    const away = distances.map((found) => found.get(v)?.distance ?? Number.POSITIVE_INFINITY);
    const least = Math.min(...away);
    const weights = away.map((d) => Math.exp((least ** 2 - d ** 2) / SPREAD_MM ** 2));
    const sum = weights.reduce((a, b) => a + b, 0);
    const nose = fromNose.get(v)?.distance;
    const free = nose === undefined ? 1 : smoothStep(nose / (nose + least), [0, 1]);
    const fade = free * (1 - smoothStep(least, [near, far]));
    weights.forEach((w, l) => {
      shares[i * LIP_POINTS.length + l] = (fade * w) / sum;
    });
  });
  const sliding = around.map((v) => smoothStep(fromSlit.get(v)?.distance ?? SLIDES_MM[1], SLIDES_MM));
  return { vertices: Uint32Array.from(around), shares, sliding: Float64Array.from(sliding) };
});

/**
 * Moves the lips, in place, and the skin around along with them: rims are pushed, what lies farther out slides along the skin, whose form stays,
 *   x += t_x,  y += t_y,  z += (1 - s) t_z + s (H(x + t_x, y + t_y) - H(x, y)),  t = sum_l w_vl t_l,  H how far in front the skin lies.
 * @param steps t_l of {@link LIP_POINTS} [points, 3] mm; null: none
 * @param positions [V, 3] mm, the skin first
 */
export function moveLips(head: HeadModel, steps: Float64Array | null, positions: Float64Array): void {
  if (steps === null) return;
  const { vertices, shares, sliding } = lipShares(head);
  const count = LIP_POINTS.length;
  const height = skinHeights(head, vertices, positions);
  const moved = new Float64Array(3 * vertices.length);
  for (const [i, v] of vertices.entries()) {
    const step = moved.subarray(3 * i, 3 * i + 3);
    for (let l = 0; l < count; l++) for (let k = 0; k < 3; k++) step[k] += shares[i * count + l] * steps[3 * l + k];
    if (sliding[i] === 0) continue;
    const [x, y] = [positions[3 * v], positions[3 * v + 1]];
    const rise = height(x + step[0], y + step[1]) - height(x, y);
    if (!Number.isNaN(rise)) step[2] += sliding[i] * (rise - step[2]);
  }
  for (const [i, v] of vertices.entries()) for (let k = 0; k < 3; k++) positions[3 * v + k] += moved[3 * i + k];
}
