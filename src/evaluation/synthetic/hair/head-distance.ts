import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';

/** How far a head's skin lies from the middle of its skull in every direction. */
export interface HeadDistance {
  /** [3] mm */
  readonly centre: readonly [number, number, number];
  /** Of the farthest skin in the direction of a vector, mm; 0 where there is none. */
  along(x: number, y: number, z: number): number;
}

const COLUMNS = 180;
const ROWS = 90;
/** So far up from the bust's end, mm, its skin is left out: behind it rays to the neck would end on its rim. */
const BUST_MM = 32;
/** mm between samples of a triangle. */
const STEP = 1.5;
/** How wide a gap between samples may be, in cells of the equator. */
const GAP_CELLS = 3;

/** @param positions [V, 3] mm, the skin first */
export function headDistance(head: HeadModel, positions: ArrayLike<number>): HeadDistance {
  const { scalp } = head.regions;
  const triangles = skinTriangles(head);
  const on = Array.from(scalp.keys()).filter((v) => scalp[v] === 1);
  const middle = (k: number): number => {
    const own = on.map((v) => positions[3 * v + k]);
    return (Math.min(...own) + Math.max(...own)) / 2;
  };
  const centre: [number, number, number] = [middle(0), middle(1), middle(2)];
  const bust = lowest(positions, 3 * head.parts[0].vertexCount) + BUST_MM;
  const grid = new Float64Array(ROWS * COLUMNS);
  const point = [0, 0, 0];
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [0, 1, 2].map((c) =>
      [0, 1, 2].map((k) => positions[3 * triangles[t + c] + k] - centre[k]),
    ) as number[][];
    if (corners.some((p) => p[1] + centre[1] < bust)) continue;
    const longest = Math.max(
      ...[0, 1, 2].map((c) => Math.hypot(...corners[c].map((x, k) => x - corners[(c + 1) % 3][k]))),
    );
    const samples = Math.ceil(longest / STEP);
    for (let a = 0; a <= samples; a++)
      for (let b = 0; a + b <= samples; b++) {
        const rest = samples - a - b;
        for (let k = 0; k < 3; k++)
          point[k] = (a * corners[0][k] + b * corners[1][k] + rest * corners[2][k]) / Math.max(1, samples);
        const r = Math.hypot(point[0], point[1], point[2]);
        const cell = rowOf(point[1] / r) * COLUMNS + columnOf(point[0], point[2]);
        grid[cell] = Math.max(grid[cell], r);
      }
  }
  fillGaps(grid);
  return {
    centre,
    along(x, y, z) {
      const r = Math.hypot(x, y, z) || 1;
      // Bilinear between the cells' middles.
      const row = Math.min(
        ROWS - 1.001,
        Math.max(0, (Math.acos(Math.max(-1, Math.min(1, y / r))) / Math.PI) * ROWS - 0.5),
      );
      const column = ((Math.atan2(z, x) / (2 * Math.PI) + 1.5) % 1) * COLUMNS - 0.5 + COLUMNS;
      const [i, j] = [Math.floor(row), Math.floor(column)];
      const [v, u] = [row - i, column - j];
      const at = (a: number, b: number): number => grid[a * COLUMNS + (b % COLUMNS)];
      return (at(i, j) * (1 - u) + at(i, j + 1) * u) * (1 - v) + (at(i + 1, j) * (1 - u) + at(i + 1, j + 1) * u) * v;
    },
  };
}

/** Cells narrower than a sample's step, near the poles, take after the nearest of their row; a row without any stays empty. */
function fillGaps(grid: Float64Array): void {
  for (let row = 0; row < ROWS; row++) {
    const cells = grid.subarray(row * COLUMNS, (row + 1) * COLUMNS);
    const filled = cells.slice();
    const reach = Math.min(COLUMNS / 2, Math.ceil(GAP_CELLS / Math.sin((Math.PI * (row + 0.5)) / ROWS)));
    for (let column = 0; column < COLUMNS; column++)
      for (let d = 1; d <= reach && filled[column] === 0; d++)
        filled[column] = Math.max(cells[(column + d) % COLUMNS], cells[(column + COLUMNS - d) % COLUMNS]);
    cells.set(filled);
  }
}

/** Least y of positions. @param end of them */
function lowest(positions: ArrayLike<number>, end: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < end; i += 3) least = Math.min(least, positions[i]);
  return least;
}

function rowOf(cosine: number): number {
  return Math.min(ROWS - 1, Math.floor((Math.acos(Math.max(-1, Math.min(1, cosine))) / Math.PI) * ROWS));
}

function columnOf(x: number, z: number): number {
  return Math.min(COLUMNS - 1, Math.floor(((Math.atan2(z, x) / (2 * Math.PI) + 1.5) % 1) * COLUMNS));
}
