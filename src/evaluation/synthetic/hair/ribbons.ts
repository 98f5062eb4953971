import { createLinearImage, type LinearImage } from '../../../image/image.ts';
import type { Triple } from '../../../image/oklab.ts';
import type { WornPart } from '../scene/worn-part.ts';

/** A strand's way and its tone, 0..1 from dark to light. */
export interface Strand {
  /** [P, 3] mm, the root first. */
  readonly points: Float64Array;
  readonly tone: number;
}

/** Half a strand's width at its root, mm. */
const HALF_WIDTH = 0.6;
/** Tones of the strands' texture, and places along a strand. */
const TONES = 64;
const ALONG = 16;
/** Light that hair throws back as it came, most of it along a band around the head: how much, where along a strand, how wide. */
const SHEEN = 0.06;
const SHEEN_AT = 0.3;
const SHEEN_WIDTH = 0.2;

/** Strips along strands, tapered, facing away from a centre. @param strands of equally many points @param color linear albedo @param label class */
export function ribbons(
  strands: readonly Strand[],
  { centre, color, label }: { readonly centre: readonly number[]; readonly color: Triple; readonly label: number },
): WornPart {
  const count = strands[0].points.length / 3;
  const vertices = 2 * count;
  const positions = new Float64Array(3 * vertices * strands.length);
  const uvs = new Float64Array(2 * vertices * strands.length);
  const triangles = new Uint32Array(6 * (count - 1) * strands.length);
  strands.forEach(({ points, tone }, s) => {
    ribbon(points, centre, positions.subarray(3 * vertices * s, 3 * vertices * (s + 1)));
    for (let i = 0; i < count; i++)
      for (let side = 0; side < 2; side++) {
        const k = 2 * (vertices * s + 2 * i + side);
        uvs[k] = (0.5 + tone * (TONES - 1)) / TONES;
        uvs[k + 1] = (0.5 + (i / (count - 1)) * (ALONG - 1)) / ALONG;
      }
    for (let i = 0; i + 1 < count; i++) {
      const a = vertices * s + 2 * i;
      triangles.set([a, a + 1, a + 2, a + 1, a + 3, a + 2], 6 * ((count - 1) * s + i));
    }
  });
  return { positions, triangles, uvs, texture: strandColors(color), label };
}

/** @param points [P, 3] mm @param out [2 P, 3] */
function ribbon(points: Float64Array, centre: readonly number[], out: Float64Array): void {
  const last = points.length / 3 - 1;
  for (let i = 0; i <= last; i++) {
    const [before, after] = [3 * Math.max(0, i - 1), 3 * Math.min(last, i + 1)];
    const d = [0, 1, 2].map((k) => points[after + k] - points[before + k]);
    const away = [0, 1, 2].map((k) => points[3 * i + k] - centre[k]);
    const across = [d[1] * away[2] - d[2] * away[1], d[2] * away[0] - d[0] * away[2], d[0] * away[1] - d[1] * away[0]];
    const half = (HALF_WIDTH * (1 - 0.7 * (i / last))) / (Math.hypot(...across) || 1);
    for (let k = 0; k < 3; k++) {
      out[6 * i + k] = points[3 * i + k] - half * across[k];
      out[6 * i + 3 + k] = points[3 * i + k] + half * across[k];
    }
  }
}

/** From dark to light strands, from their roots to their ends. */
function strandColors(color: Triple): LinearImage {
  const out = createLinearImage(TONES, ALONG, 3);
  for (let y = 0; y < ALONG; y++)
    for (let x = 0; x < TONES; x++) {
      const tone = Math.exp(2.2 * (x / (TONES - 1) - 0.5)) * (0.55 + (0.6 * y) / (ALONG - 1));
      const sheen = SHEEN * tone * Math.exp(-(((y / (ALONG - 1) - SHEEN_AT) / SHEEN_WIDTH) ** 2));
      for (let c = 0; c < 3; c++) out.data[3 * (y * TONES + x) + c] = Math.min(0.95, color[c] * tone + sheen);
    }
  return out;
}
