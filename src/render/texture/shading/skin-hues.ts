import { smoothStep } from '../../../geometry/smooth-step.ts';
import { hairRegion } from '../../../head/anatomy/hair-region.ts';
import { skinNeighbours } from '../../../head/anatomy/skin-neighbours.ts';
import { type HeadModel, skinTriangles } from '../../../head/head-model.ts';
import { linearFromOklab, oklabFromLinear } from '../../../image/oklab.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import { forEachCovered } from '../../raster/covered-texels.ts';
import type { SkinTexels } from '../texels.ts';

/** Hues of one person's skin about the face's own, OKLab radians towards red and towards yellow: cheeks and ears are redder, necks yellower. */
const HUES = [-0.45, 0.32] as const;
/** Fullest chroma over lightness at either, of the face's own: blood is fuller than what is yellow. */
const FULLEST = [2.2, 1.35] as const;
/** Where a local light gives skin a colour: so far off what skin has, of the face's own chroma, its chroma counts in part and not at all. */
const COLOURED = [0.02, 0.35] as const;
/** Largest logarithm of a gain: what lies in one primary's light alone has no colour to bring back. */
const MAX_GAIN = 1.5;
/** Weight of what is measured around a vertex that is seen for certain, against an edge's. */
const HELD = 12;
/** The same of nothing, for what nobody measures: gains fade out over some six edges. */
const FADE = 0.03;
const SWEEPS = 60;
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
    held[v] = HELD * Math.min(1, weight[v] / SURE_TEXELS);
    const mended = skinChroma(chroma, usual);
    if (mended === chroma) continue;
    any = true;
    const [from, to] = [chroma, mended].map(([a, b]) => linearFromOklab([lightness, lightness * a, lightness * b]));
    for (let c = 0; c < 3; c++) {
      const log = Math.log(Math.max(DARKEST, to[c]) / Math.max(DARKEST, from[c]));
      gains[3 * v + c] = Math.max(-MAX_GAIN, Math.min(MAX_GAIN, log));
    }
  }
  return any ? continued(head, gains, held) : null;
}

/** Multiplies colours by gains between the vertices, in place. @param gains of {@link hueGains} @param sum [N, 4] */
export function addHueGains(head: HeadModel, texels: SkinTexels, gains: Float64Array, sum: RealArray): void {
  const triangles = skinTriangles(head);
  forEachCovered(texels.covered, (t, first, end, weights) => {
    const [a, b, c] = [0, 1, 2].map((k) => 3 * triangles[3 * t + k]);
    for (let i = first, w = 0; i < end; i++, w += 3)
      for (let k = 0; k < 3; k++)
        sum[4 * i + k] *= Math.exp(
          weights[w] * gains[a + k] + weights[w + 1] * gains[b + k] + weights[w + 2] * gains[c + k],
        );
  });
}

/** What has colours of its own, and a ring of vertices beside it: lips, lids, the mouth's inside, where hair grows [skin vertices] 1 there. */
function ownColors(head: HeadModel): Uint8Array {
  const { lips, lids, mouth, sockets } = head.regions;
  const inner = hairRegion(head).map((hairy, v) => (hairy + lips[v] + lids[v] + mouth[v] + sockets[v] > 0 ? 1 : 0));
  return inner.map((on, v) => (on === 1 || skinNeighbours(head)[v].some((n) => inner[n] === 1) ? 1 : 0));
}

/** Weight of the texels around a vertex that are certainly enough to tell its colour. */
const SURE_TEXELS = 1;

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

/** Mean colours of the texels around each vertex [skin vertices, 3], and their weight. */
function vertexColors(head: HeadModel, { covered }: SkinTexels, sum: RealArray) {
  const count = head.parts[0].vertexCount;
  const mean = new Float64Array(3 * count);
  const weight = new Float64Array(count);
  const triangles = skinTriangles(head);
  forEachCovered(covered, (t, first, end, shares) => {
    for (let i = first; i < end; i++) {
      if (!(sum[4 * i + 3] > 0)) continue;
      for (let k = 0; k < 3; k++) {
        const v = triangles[3 * t + k];
        const share = shares[3 * (i - first) + k];
        weight[v] += share * sum[4 * i + 3];
        for (let c = 0; c < 3; c++) mean[3 * v + c] += share * sum[4 * i + c];
      }
    }
  });
  for (let i = 0; i < mean.length; i++) {
    const total = weight[Math.floor(i / 3)];
    if (total > 0) mean[i] /= total;
  }
  return { mean, weight };
}

/** min_x sum_i h_i |x_i - g_i|^2 + e |x_i|^2 + sum_(edges) |x_i - x_j|^2 */
function continued(head: HeadModel, gains: Float64Array, held: Float64Array): Float64Array {
  const neighbours = skinNeighbours(head);
  const out = gains.slice();
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (let v = 0; v < held.length; v++) {
      const total = held[v] + FADE + neighbours[v].length;
      for (let c = 0; c < 3; c++) {
        let own = held[v] * gains[3 * v + c];
        for (const n of neighbours[v]) own += out[3 * n + c];
        out[3 * v + c] = own / total;
      }
    }
  return out;
}
