import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';

/** How thick a neck is. */
export interface NeckRadius {
  /** Of its axis, x and z, mm. */
  readonly centre: readonly [number, number];
  /** Height of its lower end, mm. */
  readonly end: number;
  /** Distance of the skin from the axis, mm. @param angle from x to z @param y height, mm, clamped to what the neck has */
  at(angle: number, y: number): number;
}

const ANGLES = 72;
/** mm between rows, and how far up from the bust's end they go. */
const STEP = 2;
const HEIGHT = 54;
/** Samples along a triangle's sides, so that none passes through a cell unseen. */
const SAMPLES = 14;

/** Farthest skin around the neck's axis, by angle and height; what the chin and jaw hide takes after its surroundings. */
export function neckRadius(head: HeadModel, positions: ArrayLike<number>): NeckRadius {
  const { neck } = head.regions;
  const triangles = skinTriangles(head);
  const on = Array.from(neck.keys()).filter((v) => neck[v] === 1);
  const end = Math.min(...on.map((v) => positions[3 * v + 1]));
  const top = end + HEIGHT;
  const middle = (k: number): number => {
    const low = on.filter((v) => positions[3 * v + 1] < top - 10).map((v) => positions[3 * v + k]);
    return (Math.min(...low) + Math.max(...low)) / 2;
  };
  const centre: [number, number] = [middle(0), middle(2)];
  const rows = HEIGHT / STEP + 1;
  const radius = new Float64Array(rows * ANGLES);
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = Array.from(triangles.subarray(t, t + 3));
    if (corners.some((v) => neck[v] === 0)) continue;
    for (let a = 0; a <= SAMPLES; a++)
      for (let b = 0; a + b <= SAMPLES; b++) {
        const weights = [a / SAMPLES, b / SAMPLES, (SAMPLES - a - b) / SAMPLES];
        const at = (k: number): number => corners.reduce((sum, v, c) => sum + weights[c] * positions[3 * v + k], 0);
        const row = Math.round((top - at(1)) / STEP);
        if (row < 0 || row >= rows) continue;
        const [x, z] = [at(0) - centre[0], at(2) - centre[1]];
        const column = Math.round((Math.atan2(z, x) / (2 * Math.PI) + 1) * ANGLES) % ANGLES;
        const cell = row * ANGLES + column;
        radius[cell] = Math.max(radius[cell], Math.hypot(x, z));
      }
  }
  // From below upwards: where no neck is, it is as thick as beneath.
  for (let row = rows - 2; row >= 0; row--)
    for (let column = 0; column < ANGLES; column++) {
      const cell = row * ANGLES + column;
      if (radius[cell] === 0) radius[cell] = radius[cell + ANGLES];
    }
  return {
    centre,
    end,
    at(angle, y) {
      const row = Math.min(rows - 1, Math.max(0, Math.round((top - y) / STEP)));
      const place = ((angle / (2 * Math.PI) + 1) % 1) * ANGLES;
      const first = Math.floor(place) % ANGLES;
      const share = place - Math.floor(place);
      const cell = row * ANGLES;
      return radius[cell + first] * (1 - share) + radius[cell + ((first + 1) % ANGLES)] * share;
    },
  };
}
