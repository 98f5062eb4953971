import { HAIR } from '../../../capture/segmentation/classes.ts';
import type { Random } from '../../../geometry/random.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { createLinearImage, type LinearImage } from '../../../image/image.ts';
import type { WornPart } from '../scene/worn-part.ts';
import { type GuideStrand, growGuide, keepOut, STRAND_POINTS } from './guide-strands.ts';
import type { Hairstyle } from './hairstyle.ts';
import { type HeadDistance, headDistance } from './head-distance.ts';
import { scalpRoots } from './scalp-roots.ts';

/** Locks, and strands of all of them together. */
const LOCKS = 1100;
const STRANDS = 20000;
/** How far strands of a lock draw together towards its end. */
const CLUMPING = 0.45;
/** Half a strand's width at its root, mm. */
const HALF_WIDTH = 0.6;
/** Tones of the strands' texture, and places along a strand. */
const TONES = 64;
const ALONG = 16;

/**
 * A hairdo of some thousand ribbons: each takes after the lock nearest to its root, drawn to it towards its end, curled, and
 * facing away from the head.
 */
export function hairdo(head: HeadModel, positions: ArrayLike<number>, style: Hairstyle, random: Random): WornPart {
  const distance = headDistance(head, positions);
  const guides = scalpRoots(head, positions, LOCKS, random).map((root) => growGuide(root, style, distance, random));
  const roots = scalpRoots(head, positions, STRANDS, random);
  const vertices = 2 * STRAND_POINTS;
  const out = new Float64Array(3 * vertices * STRANDS);
  const uvs = new Float64Array(2 * vertices * STRANDS);
  const triangles = new Uint32Array(6 * (STRAND_POINTS - 1) * STRANDS);
  const lockTone = guides.map(() => 0.16 * random.normal());
  roots.forEach((root, s) => {
    const lock = nearest(guides, root.place);
    const guide = guides[lock];
    const points = strand(guide, root.place, { style, head: distance }, random);
    ribbon(points, distance.centre, out.subarray(3 * vertices * s, 3 * vertices * (s + 1)));
    // Deep in the hair it is dark.
    const tone = Math.max(0, Math.min(1, 0.25 + 0.4 * guide.lift + lockTone[lock] + 0.13 * random.normal()));
    for (let i = 0; i < STRAND_POINTS; i++)
      for (let side = 0; side < 2; side++) {
        const k = 2 * (vertices * s + 2 * i + side);
        uvs[k] = (0.5 + tone * (TONES - 1)) / TONES;
        uvs[k + 1] = (0.5 + (i / (STRAND_POINTS - 1)) * (ALONG - 1)) / ALONG;
      }
    for (let i = 0; i + 1 < STRAND_POINTS; i++) {
      const a = vertices * s + 2 * i;
      triangles.set([a, a + 1, a + 2, a + 1, a + 3, a + 2], 6 * ((STRAND_POINTS - 1) * s + i));
    }
  });
  return { positions: out, triangles, uvs, texture: strandColors(style), label: HAIR };
}

function nearest(guides: readonly GuideStrand[], [x, y, z]: readonly number[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  guides.forEach(({ root: { place } }, i) => {
    const d = (place[0] - x) ** 2 + (place[1] - y) ** 2 + (place[2] - z) ** 2;
    if (d < least) [best, least] = [i, d];
  });
  return best;
}

/** How hair is worn, and on what. */
interface Grown {
  readonly style: Hairstyle;
  readonly head: HeadDistance;
}

/** A guide's way from another root. @returns [{@link STRAND_POINTS}, 3] mm */
function strand(
  { points }: GuideStrand,
  root: readonly number[],
  { style: { curl, wave: usual, volume }, head }: Grown,
  random: Random,
): Float64Array {
  const out = new Float64Array(points.length);
  const from = root.map((x, k) => x - points[k]);
  const stray = [0, 1, 2].map(() => 0.12 * volume * random.normal());
  const [phase, wave] = [2 * Math.PI * random.uniform(), usual * (0.8 + 0.4 * random.uniform())];
  let length = 0;
  for (let i = 0; i < STRAND_POINTS; i++) {
    const s = i / (STRAND_POINTS - 1);
    if (i > 0) length += Math.hypot(...[0, 1, 2].map((k) => points[3 * i + k] - points[3 * i - 3 + k]));
    const turn = phase + (2 * Math.PI * length) / wave;
    const coil = [Math.cos(turn), Math.sin(turn), Math.sin(turn + 1)];
    const point = [0, 1, 2].map(
      (k) => points[3 * i + k] + (1 - CLUMPING * s) * from[k] + s * stray[k] + curl * Math.min(1, 3 * s) * coil[k],
    );
    keepOut(point, head, i === 0 ? -0.5 : 0.5);
    out.set(point, 3 * i);
  }
  return out;
}

/** A strip along a strand, tapered, facing away from a centre. @param out [2 {@link STRAND_POINTS}, 3] */
function ribbon(points: Float64Array, centre: readonly number[], out: Float64Array): void {
  for (let i = 0; i < STRAND_POINTS; i++) {
    const [before, after] = [3 * Math.max(0, i - 1), 3 * Math.min(STRAND_POINTS - 1, i + 1)];
    const d = [0, 1, 2].map((k) => points[after + k] - points[before + k]);
    const away = [0, 1, 2].map((k) => points[3 * i + k] - centre[k]);
    const across = [d[1] * away[2] - d[2] * away[1], d[2] * away[0] - d[0] * away[2], d[0] * away[1] - d[1] * away[0]];
    const half = (HALF_WIDTH * (1 - 0.7 * (i / (STRAND_POINTS - 1)))) / (Math.hypot(...across) || 1);
    for (let k = 0; k < 3; k++) {
      out[6 * i + k] = points[3 * i + k] - half * across[k];
      out[6 * i + 3 + k] = points[3 * i + k] + half * across[k];
    }
  }
}

/** Light that hair throws back as it came, most of it along a band around the head: how much, where along a strand, how wide. */
const SHEEN = 0.06;
const SHEEN_AT = 0.3;
const SHEEN_WIDTH = 0.2;

/** From dark to light strands, from their roots to their ends. */
function strandColors({ color }: Hairstyle): LinearImage {
  const out = createLinearImage(TONES, ALONG, 3);
  for (let y = 0; y < ALONG; y++)
    for (let x = 0; x < TONES; x++) {
      const tone = Math.exp(2.2 * (x / (TONES - 1) - 0.5)) * (0.55 + (0.6 * y) / (ALONG - 1));
      const sheen = SHEEN * tone * Math.exp(-(((y / (ALONG - 1) - SHEEN_AT) / SHEEN_WIDTH) ** 2));
      for (let c = 0; c < 3; c++) out.data[3 * (y * TONES + x) + c] = Math.min(0.95, color[c] * tone + sheen);
    }
  return out;
}
