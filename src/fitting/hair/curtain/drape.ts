import { acrossOf, type ShellSphere } from '../shell-sphere.ts';
import { solveRows, sparseRows } from '../sparse-rows.ts';

/** What hair falls over below the jaw. */
export interface Drape {
  /** Distance of it on the rays that leave the head above it, NaN, or that end below the bust [N] mm. */
  readonly radius: Float64Array;
  /** Rays that meet it [N]. */
  readonly rays: Uint8Array;
}

/** Shells go on so far below the bust's cut, so that hair ends at a level and not at a ray, mm. */
const BELOW_CUT_MM = 40;
const HELD = 30;
const SOLVER_STEPS = 200;

/**
 * A curtain around the neck: as far from the vertical through the skull's middle as the head is above it, continued smoothly,
 *   rho_i = |r_i e_i - (r_i e_i . y) y| on the head, mean of neighbours below, r_i = rho_i/sqrt(1 - e_iy^2),
 * down to the cut.
 * @param onHead distance of the head's skin [N] mm, NaN for rays that meet none above the jaw's lower end @param cutY level of the bust's cut over the skull's middle, mm
 */
export function drape(sphere: ShellSphere, onHead: Float64Array, cutY: number): Drape {
  const { directions, drops, neighbours } = sphere;
  const across = Float64Array.from(onHead, (_, i) => acrossOf(sphere, i));
  const known = Array.from(onHead.keys()).filter((i) => !Number.isNaN(onHead[i]));
  const mean = known.reduce((sum, i) => sum + onHead[i] * across[i], 0) / known.length;
  const rows = sparseRows(onHead.length);
  onHead.forEach((r, i) => {
    const ring = neighbours[i];
    if (Number.isNaN(r)) rows.add([i, ...ring], [1, ...Array.from(ring, () => -1 / ring.length)], 0, 1);
    else rows.add([i], [1], r * across[i], HELD);
  });
  const start = Float64Array.from(onHead, (r, i) => (Number.isNaN(r) ? mean : r * across[i]));
  const rho = solveRows(rows, start, SOLVER_STEPS);
  const rays = Uint8Array.from(onHead, (r, i) => {
    const y = (rho[i] / across[i]) * directions[3 * i + 1] - drops[i];
    return Number.isNaN(r) && y > cutY - BELOW_CUT_MM ? 1 : 0;
  });
  return { rays, radius: rho.map((x, i) => (rays[i] === 1 ? x / across[i] : Number.NaN)) };
}

/** What lies so near a ray, mm up and down and around. */
const NEAR_MM = 12;

/**
 * How far out the bust lies around the rays of a drape [N] mm, not below their radius: it grows wider down to its cut, whose corner
 * lies between rays. @param bust points [P, 3] mm from the skull's middle
 */
export function farthestAround(sphere: ShellSphere, { rays, radius }: Drape, bust: Float64Array): Float64Array {
  const { directions, drops } = sphere;
  const out = radius.slice();
  rays.forEach((own, i) => {
    if (own === 0) return;
    const [dx, dy, dz] = directions.subarray(3 * i, 3 * i + 3);
    const across = acrossOf(sphere, i);
    const y = radius[i] * dy - drops[i];
    for (let p = 0; p < bust.length; p += 3) {
      if (Math.abs(bust[p + 1] - y) > NEAR_MM) continue;
      const along = (bust[p] * dx + bust[p + 2] * dz) / across;
      const beside = (bust[p] * dz - bust[p + 2] * dx) / across;
      if (along > 0 && Math.abs(beside) < NEAR_MM) out[i] = Math.max(out[i], along / across);
    }
  });
  return out;
}
