import { HAIR, isSkin } from '../../../capture/segmentation/classes.ts';
import type { MendedPixels } from '../../../image/burnt-pixels.ts';
import { luminance } from '../../../image/color.ts';
import type { HairPicture } from '../hair-view.ts';
import { BESIDE, type EdgeCells, edgeCells, hairShareOf } from './edge-cells.ts';

/** Standard deviations of a share of hair from what classes say, where they say a half, and of a colour, of the skin's luminance. */
const CLASS_DEVIATION = 0.5;
const COLOR_DEVIATION = 0.1;
/** Hair covers 1 - (1 - a)^4 where its share is a: what lies between wisps is the photograph's too. */
const DENSER = 4;
/** Variance of a pixel's colour over that of hair's colours: what covers little is seen little of. */
const COLOR_TRUST = 0.01;
/** With less cover a pixel says nothing of what covers it. */
const LEAST_COVER = 0.05;
/** With as much it shows hair alone. */
export const ALL_HAIR = 0.99;
/** Less than this, cells' weights are what sums leave. */
const LEAST_WEIGHT = 1e-3;

/** What a photograph shows of hair's edge. */
export interface HairMatte {
  /** How much hair covers of each pixel of hair or skin [h, w] 0..1; 0 of others. */
  readonly cover: Float32Array;
  /** Pixels that it covers in part [N], and the linear colours that cover them [N, 3]. */
  readonly mixed: MendedPixels;
}

/**
 * How much hair covers of each pixel, and in what colour. Within some mm of the edge between the classes of hair and skin a pixel shows
 *   C = a H + (1 - a) S + noise,
 * H and S what hair and skin show beside the edge, and a lies around a0, the share of hair among the classes around it:
 *   a = (a0 / sa^2 + (H - S) (C - S) / sc^2) / (1 / sa^2 + |H - S|^2 / sc^2), sa^2 = 4 a0 (1 - a0) 0.5^2,
 * so that hair's own edge shows where it differs from skin, single wisps with it, and that of the classes where it does not.
 * It covers o = 1 - (1 - a)^4 in the colour F that lies near H and over skin is C again:
 *   F = H + o (C - (1 - o) S - o H) / (o^2 + 0.01).
 */
export function hairMatte(picture: HairPicture): HairMatte {
  const { image, labels, camera } = picture;
  const cells = edgeCells(picture);
  const { channels, data } = image;
  const cover = new Float32Array(labels.length);
  const pixels: number[] = [];
  const colors: number[] = [];
  const [around, color, shown] = [new Float64Array(PLANES), new Float64Array(3), new Float64Array(3)];
  for (let k = 0; k < labels.length; k++) {
    const ofHair = labels[k] === HAIR;
    if (!ofHair && !isSkin(labels[k])) continue;
    const other = ofHair ? cells.skin : cells.hair;
    if (other.count[cells.cellAt[k]] < LEAST_WEIGHT) {
      cover[k] = ofHair ? 1 : 0;
      continue;
    }
    sampleAround(cells, k % camera.width, Math.floor(k / camera.width), around);
    for (let c = 0; c < 3; c++) shown[c] = data[channels * k + c];
    cover[k] = coverAt(around, shown, color);
    if (cover[k] <= LEAST_COVER || cover[k] >= ALL_HAIR) continue;
    pixels.push(k);
    colors.push(...color);
  }
  return { cover, mixed: { pixels: Uint32Array.from(pixels), colors: Float32Array.from(colors) } };
}

/** What cells say at a pixel: counts of hair and skin, weights and colours of hair's own, of skin's. */
const [HAIR_COUNT, SKIN_COUNT, HAIR_OWN, HAIR_COLOR, SKIN_OWN, SKIN_COLOR] = [0, 1, 2, 3, 6, 7];
const PLANES = 10;

/** Cover o of a pixel, and what covers it, in `color`. @param shown the pixel's colour C, linear */
function coverAt(around: Float64Array, shown: Float64Array, color: Float64Array): number {
  const classes = hairShareOf(around[HAIR_COUNT], around[SKIN_COUNT]);
  color.set(shown);
  if (classes <= BESIDE || classes >= 1 - BESIDE) return Math.round(classes);
  const [ofHair, ofSkin] = [around[HAIR_OWN], around[SKIN_OWN]];
  if (ofHair < LEAST_WEIGHT || ofSkin < LEAST_WEIGHT) return denser(classes);
  const skin = (c: number): number => around[SKIN_COLOR + c] / ofSkin;
  const precision = 1 / (COLOR_DEVIATION * luminance(skin(0), skin(1), skin(2))) ** 2;
  let total = 1 / (4 * classes * (1 - classes) * CLASS_DEVIATION ** 2);
  let sum = total * classes;
  for (let c = 0; c < 3; c++) {
    const apart = around[HAIR_COLOR + c] / ofHair - skin(c);
    sum += precision * apart * (shown[c] - skin(c));
    total += precision * apart * apart;
  }
  const cover = denser(Math.min(1, Math.max(0, sum / total)));
  for (let c = 0; c < 3; c++) {
    const hair = around[HAIR_COLOR + c] / ofHair;
    const left = shown[c] - (1 - cover) * skin(c) - cover * hair;
    color[c] = Math.max(0, hair + (cover * left) / (cover * cover + COLOR_TRUST));
  }
  return cover;
}

function denser(share: number): number {
  return 1 - (1 - share) ** DENSER;
}

/** Bilinear between cells' middles. @param x, y of a pixel @returns `dst` */
function sampleAround({ pixels, width, height, hair, skin }: EdgeCells, x: number, y: number, dst: Float64Array): void {
  const fx = Math.min(width - 1, Math.max(0, (x + 0.5) / pixels - 0.5));
  const fy = Math.min(height - 1, Math.max(0, (y + 0.5) / pixels - 0.5));
  const [x0, y0] = [Math.floor(fx), Math.floor(fy)];
  const a = y0 * width + x0;
  const right = x0 + 1 < width ? 1 : 0;
  const below = y0 + 1 < height ? width : 0;
  const [tx, ty] = [fx - x0, fy - y0];
  const at = (plane: Float32Array): number => {
    const top = plane[a] + tx * (plane[a + right] - plane[a]);
    const bottom = plane[a + below] + tx * (plane[a + below + right] - plane[a + below]);
    return top + ty * (bottom - top);
  };
  dst[HAIR_COUNT] = at(hair.count);
  dst[SKIN_COUNT] = at(skin.count);
  if (dst[HAIR_COUNT] < LEAST_WEIGHT || dst[SKIN_COUNT] < LEAST_WEIGHT) return;
  dst[HAIR_OWN] = at(hair.own);
  dst[SKIN_OWN] = at(skin.own);
  for (let c = 0; c < 3; c++) {
    dst[HAIR_COLOR + c] = at(hair.colors[c]);
    dst[SKIN_COLOR + c] = at(skin.colors[c]);
  }
}
