import { beardRegion } from '../../../head/anatomy/beard-region.ts';
import { browVertices } from '../../../head/cards/brow-vertices.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { onceAHead } from '../../../head/once-a-head.ts';
import { blurPlane } from '../../../image/blur-plane.ts';
import { luminance } from '../../../image/color.ts';
import type { LinearImage } from '../../../image/image.ts';
import { DARKEST } from '../albedo-prior.ts';
import { ownColors, withRing } from '../own-colors.ts';
import { coveredSkin } from '../skin-texels.ts';
import { vertexLane } from '../texels.ts';
import type { FilledTexture } from './completion-planes.ts';
import { findGrain, TILE } from './grain-tile.ts';

/** Share of the texture's side over which grain is told from tone, and over which its strength is told. */
const FINE = 5 / 1024;
const AROUND = 12 / 1024;
/** Texels that are seen so far, and lie so far on plain skin, tell of it. */
const CERTAIN = 0.9;
/** How much of the face's grain skin elsewhere gets: napes have hardly any pores. */
const ELSEWHERE = 0.5;

/**
 * Gives filled skin the fine grain of the seen: pores ended where what is seen does. Grain g ({@link findGrain}) is laid as far as a place lacks it,
 *   log c' = log c + (1 - share) r sqrt(max(0, s^2 - v)) / s  g,  s^2 its mean square, v that of what is there already, r 1 on the face, 0 on lips, lids and brows.
 * Texels that views show for certain stay as they are, bit for bit; all do where too little of the face's plain skin is seen.
 */
export function addSkinGrain(head: HeadModel, { size, albedo, share }: FilledTexture): LinearImage {
  const data = albedo.slice();
  const out: LinearImage = { width: size, height: size, channels: 3, data };
  const covered = coveredSkin(head, size);
  const { reach, plain } = grainRegions(head);
  const [region, told] = [reach, plain].map((values) => vertexLane(head, { covered }, values));
  const onFace = new Float32Array(size * size);
  covered.index.forEach((texel, i) => {
    if (told[i] > CERTAIN && share[texel] > CERTAIN) onFace[texel] = 1;
  });
  const fine = finePlane(size, albedo);
  const grain = findGrain({ size, albedo, fine, share: onFace });
  if (grain === null) return out;
  const present = blurPlane(
    fine.map((x) => x * x),
    size,
    Math.max(1, Math.round(AROUND * size)),
  );
  covered.index.forEach((texel, i) => {
    const lacking = grain.strength - present[texel];
    if (share[texel] >= 1 || region[i] === 0 || lacking <= 0) return;
    const at = (Math.floor(texel / size) % TILE) * TILE + ((texel % size) % TILE);
    const log = (1 - share[texel]) * region[i] * Math.sqrt(lacking / grain.strength) * grain.tile[at];
    for (let c = 0; c < 3; c++)
      data[3 * texel + c] = Math.min(1, data[3 * texel + c] * Math.exp(log * grain.channels[c]));
  });
  return out;
}

/** How far skin has the face's grain, and where that is told: on the face's plain skin, where no beard grows [skin vertices] 0..1. */
const grainRegions = onceAHead((head) => {
  const { face } = head.regions;
  const others = withRing(head, browVertices(head)).map((brow, v) => Math.max(brow, ownColors(head)[v]));
  const beards = beardRegion(head);
  return {
    reach: Float32Array.from(face, (on, v) => (others[v] === 1 ? 0 : on === 1 ? 1 : ELSEWHERE)),
    plain: Float32Array.from(face, (on, v) => (others[v] === 0 && beards[v] === 0 ? on : 0)),
  };
});

/** Logarithms of luminance less their mean around [size, size]. */
function finePlane(size: number, albedo: Float32Array): Float32Array {
  const log = new Float32Array(size * size);
  for (let i = 0; i < log.length; i++)
    log[i] = Math.log(Math.max(DARKEST, luminance(albedo[3 * i], albedo[3 * i + 1], albedo[3 * i + 2])));
  const near = blurPlane(log, size, Math.max(1, Math.round(FINE * size)));
  for (let i = 0; i < log.length; i++) log[i] -= near[i];
  return log;
}
