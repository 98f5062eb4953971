import { mean } from '../../../geometry/mean.ts';
import { median } from '../../../geometry/median.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import { findSlits } from '../../../head/anatomy/slits.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { onceAHead } from '../../../head/once-a-head.ts';
import { blurPlane } from '../../../image/blur-plane.ts';
import { luminance } from '../../../image/color.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { placeIn, squareAround } from '../../raster/texel-square.ts';
import { ownColors, withRing } from '../own-colors.ts';
import { type SkinTexels, texelsWhere, vertexLane } from '../texels.ts';
import { DARKEST } from './cell-colors.ts';

/** So much less red than lips and skin, logarithms, teeth begin to be told, and are. */
const PALER = [0.12, 0.3] as const;
/** And so much lighter than lips: stubble and a moustache are less red too. */
const LIGHTER = [0.9, 1.2] as const;
/** So far from the lips' slit teeth may lie on the upper lip and on the lower, wholly and not any more, mm: what shines farther out is gloss. */
const UPPER_MM = [7, 10] as const;
const LOWER_MM = [3, 5] as const;
/** Around teeth, a share of the texture, some half a millimetre, what is partly teeth goes with them. */
const RIM = 1 / 1024;
const WIDER = 3;
/** A smaller share of lips is gloss. */
const LEAST = 0.006;
/** Texels between those that tones are told from. */
const STRIDE = 7;
/** Of fewer texels of lips or skin nothing is told. */
const FEWEST = 50;

/** What a view's lips are like, where it shows teeth on some of them. */
export interface LipTone {
  /** Least redness, logarithm of red over green, of what has the lips' or the skin's. */
  readonly redness: number;
  /** Luminance of the lips. */
  readonly light: number;
}

/**
 * What tells teeth from lips in a view that shows the mouth open, where the head's lips do not lie on the photograph's for a millimetre and are painted with teeth: these are lighter than the lips, and less red
 * than they and the skin, whatever the tone of either.
 * @param own w and w times the view's colours, light taken off [N, 4] @returns null where nothing of the lips is like teeth
 */
export function findLipTone(head: HeadModel, texels: SkinTexels, own: RealArray): LipTone | null {
  const { lips, face } = head.regions;
  const other = ownColors(head);
  const seen = (wanted: (v: number) => boolean): number[] => {
    const on = texelsWhere(head, texels, wanted);
    const out: number[] = [];
    for (let i = 0; i < on.length; i += STRIDE) if (on[i] === 1 && own[4 * i + 3] > 0) out.push(i);
    return out;
  };
  const onLips = seen((v) => lips[v] === 1);
  const onSkin = seen((v) => face[v] === 1 && other[v] === 0);
  if (onLips.length < FEWEST || onSkin.length < FEWEST) return null;
  const redness = Math.min(...[onLips, onSkin].map((some) => median(some.map((i) => rednessOf(own, i)))));
  const tone = { redness, light: median(onLips.map((i) => lightOf(own, i))) };
  const near = vertexLane(head, texels, besideSlit(head));
  const teeth = onLips.reduce((sum, i) => sum + near[i] * toothShare(tone, own, i), 0);
  return teeth < LEAST * onLips.length ? null : tone;
}

/** Lets teeth count for nothing on lips and beside them, in place. @param own w and w times the view's colours, light taken off [N, 4] */
export function fadeTeeth(head: HeadModel, texels: SkinTexels, tone: LipTone | null, own: RealArray): void {
  if (tone === null) return;
  const near = vertexLane(head, texels, besideSlit(head));
  const radius = Math.max(1, Math.round(RIM * texels.size));
  const square = squareAround(texels, near, 2 * radius);
  if (square === null) return;
  const teeth = new Float32Array(square.side ** 2);
  near.forEach((share, i) => {
    if (share > 0 && own[4 * i + 3] > 0) teeth[placeIn(square, texels.index[i])] = toothShare(tone, own, i);
  });
  const wider = blurPlane(teeth, square.side, radius);
  near.forEach((share, i) => {
    if (share === 0 || own[4 * i + 3] === 0) return;
    const kept = 1 - share * Math.min(1, WIDER * wider[placeIn(square, texels.index[i])]);
    for (let c = 0; c < 4; c++) own[4 * i + c] *= kept;
  });
}

/** How near to the mouth's slit lips lie, and a ring of vertices beside them [skin vertices] 0..1. */
const besideSlit = onceAHead((head): Float64Array => {
  const { upper, lower } = findSlits(head).mouth;
  const inner = withRing(head, head.regions.lips);
  // Seen from the front: lips roll in before they meet.
  const away = (rim: readonly number[], v: number): number =>
    Math.min(...rim.map((r) => Math.hypot(...[0, 1].map((k) => head.template[3 * r + k] - head.template[3 * v + k]))));
  const slit = mean(upper.map((v) => head.template[3 * v + 1]));
  return Float64Array.from(inner, (on, v) => {
    if (on === 0) return 0;
    const above = head.template[3 * v + 1] > slit;
    return 1 - smoothStep(away(above ? upper : lower, v), above ? UPPER_MM : LOWER_MM);
  });
});

function toothShare({ redness, light }: LipTone, own: RealArray, i: number): number {
  return smoothStep(redness - rednessOf(own, i), PALER) * smoothStep(lightOf(own, i) / light, LIGHTER);
}

function rednessOf(own: RealArray, i: number): number {
  const dark = DARKEST * own[4 * i + 3];
  return Math.log((own[4 * i] + dark) / (own[4 * i + 1] + dark));
}

function lightOf(own: RealArray, i: number): number {
  return luminance(own[4 * i], own[4 * i + 1], own[4 * i + 2]) / own[4 * i + 3];
}
