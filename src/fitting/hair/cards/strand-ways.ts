import { blurPlane } from '../../../image/blur-plane.ts';
import { luminance } from '../../../image/color.ts';
import { chartPlace } from '../colors/strands.ts';
import type { HairChart } from './hair-chart.ts';

/** Less cover than this shows what is behind: its edges are no strands'. */
const WHOLE = 0.95;
/** Strands near each other run alike: radius of the box means, texels of the chart. */
const ALIKE = 5;
/** What strands' way from the crown counts for beside what the picture shows. */
const OUTWARDS = 0.5;
/** Less of tr(J) is what sums of other texels leave. */
const FAINT = 1e-7;
/** Added to colours before their logarithm is taken: what is dark is noise. */
const DARK = 0.02;

/**
 * Which way strands run: along lines of like colour, the eigenvector of the smallest eigenvalue of the structure tensor
 *   J = mean g g^T, g the gradient of log(Y + e),
 * leaning towards the way r from the crown: that of the largest of (tr(J) 1 - J)/tr(J) + w r r^T (Paris et al. 2004 take orientation
 * from pictures alike).
 * @returns unit vectors in the chart, away from the crown [size, size, 2]
 */
export function strandWays({ size, colors, cover }: Pick<HairChart, 'size' | 'colors' | 'cover'>): Float32Array {
  const [along, across, mixed] = structure(size, colors, cover).map((plane) => blurPlane(plane, size, ALIKE));
  const out = new Float32Array(2 * size * size);
  for (let i = 0; i < size * size; i++) {
    const [x, y] = outwards(i, size);
    const trace = along[i] + across[i];
    // Most of the chart shows nothing.
    if (trace < FAINT) {
      out[2 * i] = x;
      out[2 * i + 1] = y;
      continue;
    }
    const scale = 1 / trace;
    // J of x with x is how much colours change along x: strands run along y there.
    const a = scale * across[i] + OUTWARDS * x * x;
    const b = OUTWARDS * x * y - scale * mixed[i];
    const c = scale * along[i] + OUTWARDS * y * y;
    const turn = Math.atan2(2 * b, a - c) / 2;
    const [u, v] = [Math.cos(turn), Math.sin(turn)];
    const sign = u * x + v * y < 0 ? -1 : 1;
    out[2 * i] = sign * u;
    out[2 * i + 1] = sign * v;
  }
  return out;
}

/** J of x with x, y with y and x with y, where hair covers all around. */
function structure(size: number, colors: Float32Array, cover: Float32Array): Float32Array[] {
  const light = new Float32Array(size * size);
  for (let i = 0; i < light.length; i++)
    light[i] = Math.log(DARK + luminance(colors[3 * i], colors[3 * i + 1], colors[3 * i + 2]));
  const [along, across, mixed] = [0, 1, 2].map(() => new Float32Array(size * size));
  for (let i = size + 1; i < light.length - size - 1; i++) {
    if (Math.min(cover[i], cover[i - 1], cover[i + 1], cover[i - size], cover[i + size]) < WHOLE) continue;
    const [dx, dy] = [light[i + 1] - light[i - 1], light[i + size] - light[i - size]];
    along[i] = dx * dx;
    across[i] = dy * dy;
    mixed[i] = dx * dy;
  }
  return [along, across, mixed];
}

/** From the chart's middle, the crown; of length 0 there. */
function outwards(texel: number, size: number): readonly [x: number, y: number] {
  const [u, v] = chartPlace(texel, size);
  const [x, y] = [u - 0.5, v - 0.5];
  const length = Math.hypot(x, y) || 1;
  return [x / length, y / length];
}
