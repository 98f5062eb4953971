/** Polygons of more corners are left fanned: the work grows with the cube of them. */
export const MAX_SPLIT_CORNERS = 12;
/** Among splits of one area, as all of a flat convex polygon, compact triangles are taken. */
const COMPACTNESS = 0.01;

/**
 * The triangles of a polygon that need the least area: those of a concave one lie within it, and those of a bent one follow
 * its edges, where a fan cuts across. Minimal sum of area + 0.01 (squared lengths of the sides), by dynamic programming.
 * @param positions [V, 3] @param corners at most MAX_SPLIT_CORNERS, in order
 * @returns [corners - 2, 3] as wound as the polygon
 */
export function splitPolygon(positions: ArrayLike<number>, corners: readonly number[]): number[] {
  const n = corners.length;
  /** Least cost of the part from corner i to corner j, and the corner between that makes it, at i n + j. */
  const cost = new Float64Array(n * n);
  const apex = new Uint8Array(n * n);
  for (let span = 2; span < n; span++)
    for (let i = 0; i + span < n; i++) {
      const j = i + span;
      let least = Number.POSITIVE_INFINITY;
      apex[i * n + j] = i + 1;
      for (let k = i + 1; k < j; k++) {
        const sum = cost[i * n + k] + cost[k * n + j] + triangleCost(positions, corners[i], corners[k], corners[j]);
        if (sum < least) {
          least = sum;
          apex[i * n + j] = k;
        }
      }
      cost[i * n + j] = least;
    }
  const out: number[] = [];
  const open: [number, number][] = [[0, n - 1]];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [i, j] = part;
    if (j - i < 2) continue;
    const k = apex[i * n + j];
    out.push(corners[i], corners[k], corners[j]);
    open.push([i, k], [k, j]);
  }
  return out;
}

function triangleCost(p: ArrayLike<number>, a: number, b: number, c: number): number {
  const ux = p[3 * b] - p[3 * a];
  const uy = p[3 * b + 1] - p[3 * a + 1];
  const uz = p[3 * b + 2] - p[3 * a + 2];
  const vx = p[3 * c] - p[3 * a];
  const vy = p[3 * c + 1] - p[3 * a + 1];
  const vz = p[3 * c + 2] - p[3 * a + 2];
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  const u = ux * ux + uy * uy + uz * uz;
  const v = vx * vx + vy * vy + vz * vz;
  const w = u + v - 2 * (ux * vx + uy * vy + uz * vz);
  return Math.sqrt(nx * nx + ny * ny + nz * nz) / 2 + COMPACTNESS * (u + v + w);
}
