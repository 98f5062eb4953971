import { median } from '../../geometry/median.ts';
import { luminance } from '../../image/color.ts';
import type { LinearImage } from '../../image/image.ts';
import { CLASS_COUNT, FACE_SKIN, HAIR } from './classes.ts';
import { type ClassMap, likeliest } from './head-component.ts';

/** What a view says of the hair that the network sees in it. */
export interface HairEvidence {
  /** Pixels of hair over those of hair and face. */
  readonly share: number;
  /** Median luminance of the hair over the face's, linear. */
  readonly brightness: number;
  /** Distance of the hair's chromaticity (r, g over r + g + b) from the face's. */
  readonly chromaGap: number;
  /** Mean step of log luminance between neighbours in the hair over that in the face. */
  readonly roughness: number;
  /** Share of the hair that lies lower in the upright picture than all of the face's points. */
  readonly belowChin: number;
}

/** Where the face lies in a crop. */
export interface FacePixels {
  /** Indices of pixels; none where no face is known. */
  readonly at: readonly number[];
  /** By how many right angles the crop is turned counter-clockwise for an upright head, 0..3. */
  readonly quarterTurns: number;
}

/** Less of the head is no hair. */
const MIN_SHARE = 0.02;
/**
 * Hair is darker than this, or its chromaticity farther off, or it is rougher: else it is a bald scalp in the shade. Strands have
 * a roughness of 2.2 and more, scalps taken for hair have 1.0 and less.
 */
const MAX_BRIGHTNESS = 0.2;
const MIN_CHROMA_GAP = 0.1;
const MIN_ROUGHNESS = 1.5;
/** No scalp hangs below the chin, nor is there more of it in a picture than 0.46 of scalp and face: long hair, however blurred and pale. */
const MAX_BELOW_CHIN = 0.1;
const MAX_SCALP = 0.55;
const NONE: HairEvidence = { share: 0, brightness: 1, chromaGap: 0, roughness: 0, belowChin: 0 };

/** @param picture under the map, linear */
export function hairEvidence(
  { side, probabilities }: ClassMap,
  { data }: LinearImage,
  shown: FacePixels,
): HairEvidence {
  const labels = likeliest(probabilities);
  const [hair, face] = [HAIR, FACE_SKIN].map((label) => Array.from(labels.keys()).filter((k) => labels[k] === label));
  if (hair.length === 0 || face.length === 0) return NONE;
  const [h, f] = [hair, face].map((pixels) => [0, 1, 2].map((c) => median(pixels.map((k) => data[3 * k + c])) + TINY));
  const chroma = ([r, g, b]: readonly number[]): [number, number] => [r / (r + g + b), g / (r + g + b)];
  const [ch, cf] = [chroma(h), chroma(f)];
  const light = new Float32Array(labels.length);
  for (let k = 0; k < light.length; k++)
    light[k] = Math.log(luminance(data[3 * k], data[3 * k + 1], data[3 * k + 2]) + BLACK);
  const steps = (pixels: readonly number[]): number => {
    const inner = pixels.filter((k) => labels[k + 1] === labels[k] && labels[k + side] === labels[k]);
    const sum = inner.reduce(
      (all, k) => all + Math.abs(light[k + 1] - light[k]) + Math.abs(light[k + side] - light[k]),
      0,
    );
    return (sum + TINY) / (inner.length + TINY);
  };
  return {
    share: hair.length / (hair.length + face.length),
    brightness: luminance(h[0], h[1], h[2]) / luminance(f[0], f[1], f[2]),
    chromaGap: Math.hypot(ch[0] - cf[0], ch[1] - cf[1]),
    roughness: steps(hair) / steps(face),
    belowChin: shareBelow(hair, shown, side),
  };
}

function shareBelow(pixels: readonly number[], { at, quarterTurns }: FacePixels, side: number): number {
  if (at.length === 0) return 0;
  const [dx, dy] = DOWN[quarterTurns];
  const depth = (k: number): number => dx * (k % side) + dy * Math.floor(k / side);
  const chin = at.reduce((lowest, k) => Math.max(lowest, depth(k)), Number.NEGATIVE_INFINITY);
  return pixels.filter((k) => depth(k) > chin).length / pixels.length;
}

/** Where down is in a crop that is turned by so many right angles. */
const DOWN = [
  [0, 1],
  [-1, 0],
  [0, -1],
  [1, 0],
] as const;

const TINY = 1e-6;
/** Added before the logarithm, so that black stays finite. */
const BLACK = 1e-3;

/** Whether the views of one person show hair, by the views' share of it. */
export function hasHair(evidence: readonly HairEvidence[]): boolean {
  let votes = 0;
  for (const { share, brightness, chromaGap, roughness, belowChin } of evidence) {
    const unlikeSkin = brightness < MAX_BRIGHTNESS || chromaGap > MIN_CHROMA_GAP || roughness > MIN_ROUGHNESS;
    const long = belowChin > MAX_BELOW_CHIN || share > MAX_SCALP;
    if (share >= MIN_SHARE) votes += unlikeSkin || long ? share : -share;
  }
  return votes > 0;
}

/** Turns hair into skin, for somebody who has none. @param map changed */
export function hairToSkin({ probabilities }: ClassMap): void {
  for (let i = 0; i < probabilities.length; i += CLASS_COUNT) {
    probabilities[i + FACE_SKIN] += probabilities[i + HAIR];
    probabilities[i + HAIR] = 0;
  }
}
