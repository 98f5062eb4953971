import { type HeadModel, outerSkin } from '../../head-model.ts';

/** Side of the cells in which triangles are looked up, mm. */
const CELL_MM = 2;

/**
 * How far in front the outer skin lies over a place of the face's plane, z of its foremost triangle; NaN beyond it.
 * @param vertices triangles with one of these are looked at
 * @param positions [V, 3] mm; later changes are not seen
 */
export function skinHeights(
  head: HeadModel,
  vertices: Iterable<number>,
  positions: ArrayLike<number>,
): (x: number, y: number) => number {
  const wanted = new Set(vertices);
  const skin = outerSkin(head);
  const cells = new Map<string, Corners[]>();
  for (let t = 0; t < skin.length; t += 3) {
    if (!wanted.has(skin[t]) && !wanted.has(skin[t + 1]) && !wanted.has(skin[t + 2])) continue;
    const corners = Float64Array.from({ length: 9 }, (_, i) => positions[3 * skin[t + Math.floor(i / 3)] + (i % 3)]);
    const [x, y] = [0, 1].map((k) => [corners[k], corners[3 + k], corners[6 + k]].map(cellOf));
    for (let i = Math.min(...x); i <= Math.max(...x); i++)
      for (let j = Math.min(...y); j <= Math.max(...y); j++) {
        const key = `${i} ${j}`;
        const cell = cells.get(key);
        if (cell === undefined) cells.set(key, [corners]);
        else cell.push(corners);
      }
  }
  return (x, y) => {
    let foremost = Number.NaN;
    for (const corners of cells.get(`${cellOf(x)} ${cellOf(y)}`) ?? []) {
      const z = heightIn(corners, x, y);
      if (z > foremost || Number.isNaN(foremost)) foremost = Number.isNaN(z) ? foremost : z;
    }
    return foremost;
  };
}

/** x, y and z of three corners. */
type Corners = Float64Array;

function cellOf(mm: number): number {
  return Math.floor(mm / CELL_MM);
}

/** z of a triangle over a place; NaN beside it. */
function heightIn([ax, ay, az, bx, by, bz, cx, cy, cz]: Corners, x: number, y: number): number {
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const b = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area;
  const c = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area;
  return b >= 0 && c >= 0 && b + c <= 1 ? az + b * (bz - az) + c * (cz - az) : Number.NaN;
}
