import { smoothStep } from '../../../geometry/smooth-step.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { linearFromOklab, oklabFromLinear } from '../../../image/oklab.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { ownColors } from '../own-colors.ts';
import type { SkinTexels } from '../texels.ts';
import { continueGains, heldBy, vertexColors } from './vertex-gains.ts';

/** Hues of one person's skin about the face's own, OKLab radians towards red and towards yellow: cheeks and ears are redder, necks yellower. */
const HUES = [-0.45, 0.32] as const;
/** Fullest chroma over lightness at either, of the face's own: blood is fuller than what is yellow. */
const FULLEST = [2.2, 1.35] as const;
/** Where a local light gives skin a colour: so far off what skin has, of the face's own chroma, its chroma counts in part and not at all. */
const COLOURED = [0.02, 0.35] as const;
/** Largest logarithm of a gain: what lies in one primary's light alone has no colour to bring back. */
const MAX_GAIN = 1.5;
const DARKEST = 1e-4;

/**
 * By what skin in a local light of another colour (a stage's, a screen's) is to be multiplied to have the face's own hue again.
 * A light that a view's shade tells of is taken off already; what is left differs from place to place on the neck, an ear. With
 * u = (a, b)/L the mean around a vertex in OKLab, u0 its median over the face, K what skin may have about it ({@link HUES},
 * {@link FULLEST}; grey always, so that stubble and brows stay):
 *   u' = k + s (u0 - k),  k = P_K(u),  s = smoothstep(|u - k|/|u0|),  gain = log(rgb(L, L u')/rgb(L, L u))
 * continued smoothly over lips, lids and the scalp, whose own colours say nothing. It varies from vertex to vertex alone: moles and
 * freckles stay what they are.
 * @param sum colours without light times weights, and weights, of the texels [N, 4]
 * @returns logarithms [skin vertices, 3]; null where all skin has hues of skin
 */
export function hueGains(head: HeadModel, texels: SkinTexels, sum: RealArray): Float64Array | null {
  const { mean, weight } = vertexColors(head, texels, sum);
  const own = ownColors(head);
  const measured = Array.from(weight.keys()).filter((v) => weight[v] > 0 && own[v] === 0);
  const chromas = new Map(measured.map((v) => [v, relativeChroma(mean.subarray(3 * v, 3 * v + 3))]));
  const usual = usualChroma(measured.filter((v) => head.regions.face[v] === 1).flatMap((v) => chromas.get(v) ?? []));
  if (usual === null) return null;
  const gains = new Float64Array(3 * weight.length);
  const held = new Float64Array(weight.length);
  let any = false;
  for (const [v, { lightness, chroma }] of chromas) {
    held[v] = heldBy(weight[v]);
    const mended = skinChroma(chroma, usual);
    if (mended === chroma) continue;
    any = true;
    const [from, to] = [chroma, mended].map(([a, b]) => linearFromOklab([lightness, lightness * a, lightness * b]));
    for (let c = 0; c < 3; c++) {
      const log = Math.log(Math.max(DARKEST, to[c]) / Math.max(DARKEST, from[c]));
      gains[3 * v + c] = Math.max(-MAX_GAIN, Math.min(MAX_GAIN, log));
    }
  }
  return any ? continueGains(head, gains, held) : null;
}

type Chroma = readonly [a: number, b: number];

interface RelativeChroma {
  readonly lightness: number;
  /** OKLab's a and b over its lightness: the same in any strength of light. */
  readonly chroma: Chroma;
}

function relativeChroma([r, g, b]: Float64Array): RelativeChroma {
  const [lightness, p, q] = oklabFromLinear([r, g, b]);
  const over = 1 / Math.max(DARKEST, lightness);
  return { lightness, chroma: [p * over, q * over] };
}

function usualChroma(face: readonly RelativeChroma[]): Chroma | null {
  if (face.length === 0) return null;
  const [a, b] = [0, 1].map((k) => {
    const sorted = Float64Array.from(face, ({ chroma }) => chroma[k]).sort();
    return sorted[sorted.length >> 1];
  });
  return a === 0 && b === 0 ? null : [a, b];
}

/** A chroma as skin of a usual one has it; itself where it is one of that skin's. */
function skinChroma(chroma: Chroma, usual: Chroma): Chroma {
  const full = Math.hypot(...usual);
  const nearest = nearestOfSkin(chroma, usual);
  const off = Math.hypot(chroma[0] - nearest[0], chroma[1] - nearest[1]) / full;
  if (off < COLOURED[0]) return chroma;
  const s = smoothStep(off, COLOURED);
  return [nearest[0] + s * (usual[0] - nearest[0]), nearest[1] + s * (usual[1] - nearest[1])];
}

/** The chroma of the nearest hue of {@link HUES}, no fuller than {@link FULLEST} between them. */
function nearestOfSkin(chroma: Chroma, usual: Chroma): Chroma {
  const own = Math.atan2(usual[1], usual[0]);
  const turn = Math.atan2(chroma[1], chroma[0]) - own;
  const hue = turn > Math.PI ? turn - 2 * Math.PI : turn < -Math.PI ? turn + 2 * Math.PI : turn;
  const end = Math.min(HUES[1], Math.max(HUES[0], hue));
  const share = (end - HUES[0]) / (HUES[1] - HUES[0]);
  const most = (FULLEST[0] + share * (FULLEST[1] - FULLEST[0])) * Math.hypot(...usual);
  const length = Math.hypot(...chroma);
  if (hue === end && length <= most) return chroma;
  const along = Math.min(most, length * Math.max(0, Math.cos(hue - end)));
  return [along * Math.cos(own + end), along * Math.sin(own + end)];
}
