import { median } from '../../../geometry/median.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import { beardRegion, belowJaw } from '../../../head/anatomy/beard-region.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { luminance } from '../../../image/color.ts';
import type { RealArray } from '../../../kernels/kernel.ts';
import type { SkinTexels } from '../texels.ts';
import { aroundVertices } from './around-vertices.ts';
import { beardedShare } from './bearded-skin.ts';
import { modelRatios } from './model-ratios.ts';
import { continueGains, heldBy } from './vertex-gains.ts';

/** Vertices around that are to be seen for a comparison. */
const FEWEST = 4;
/** Logarithms that one place of a person's skin differs by from another of itself, and from which on all is light's. */
const OWN = [0.1, 0.35] as const;
/** The same of a face, which the view's light was found from. */
const FACE_OWN = [0.18, 0.5] as const;
/** The same for what is lighter than the rest of a face. */
const GLARE = [0.2, 0.6] as const;
/** How far aside of what lies between skin and grey a colour is partly and surely none of a beard, share of the skin's. */
const ASIDE = [0.1, 0.3] as const;
/** Largest logarithm of a gain. */
const MAX_GAIN = 1.2;

/**
 * By what skin is to be multiplied where another light than the view's lies on it: neck and ears in the shadow of jaw, hair and collar, a
 * cheek in a lamp's colour or a glare's white. The view's light, one all over the head, tells of none of them, and where skin is no longer
 * seen the filling, which has the face's tone, would begin with an edge. With q the log ratio of what is seen and the model's mean around a vertex,
 *   d = median over the face of q - median over what lies around v of q,  g = d smoothstep(|d|)
 * of which the face takes no lightness, only the colour (d - luminance of d) and what outshines it (luminance below 0): its hollows are its
 * own. Where beards grow nothing is taken that lies between skin and grey, nor is the throat below a beard made lighter. Broad tone alone: moles and creases stay.
 * @param sum colours without light times weights, and weights, of the texels [N, 4]
 * @returns logarithms [skin vertices, 3]; null where all has the face's tone
 */
export function broadGains(head: HeadModel, texels: SkinTexels, sum: RealArray): Float64Array | null {
  const ratios = modelRatios(head, texels, sum);
  if (ratios === null) return null;
  const { ratio, model, weight, measured, onFace, usual } = ratios;
  const { face } = head.regions;
  const tones = usual.map((tone, c) => tone + median(onFace.map((v) => model[3 * v + c])));
  const beards = beardRegion(head);
  const bearded = beardedShare(head, ratios);
  const throat = belowJaw(head);
  const gains = new Float64Array(3 * weight.length);
  const held = new Float64Array(weight.length);
  let any = false;
  for (const [v, all] of aroundVertices(head).entries()) {
    if (measured[v] === 0) continue;
    const near = all.filter((n) => measured[n] === 1 && face[n] === face[v]);
    if (near.length < FEWEST) continue;
    held[v] = heldBy(weight[v]);
    const gaps = usual.map((tone, c) => tone - median(near.map((n) => ratio[3 * n + c])));
    const there = gaps.map((gap, c) => tones[c] - gap);
    const gain =
      face[v] === 1
        ? faceGain(gaps, beards[v] === 1 ? beardless(there, tones) : 1)
        : notLighter(toned(gaps, OWN), bearded * throat[v]);
    for (let c = 0; c < 3; c++) gains[3 * v + c] = Math.max(-MAX_GAIN, Math.min(MAX_GAIN, gain[c]));
    any ||= gain.some((log) => log !== 0);
  }
  return any ? continueGains(head, gains, held) : null;
}

/** @param gaps log ratios of the usual tone and a place's @returns those times how far they are light's */
function toned(gaps: readonly number[], own: readonly [number, number]): number[] {
  const share = smoothStep(Math.max(...gaps.map(Math.abs)), own);
  return gaps.map((gap) => share * gap);
}

/** The gain of a place of the face. @param colored how far its colour counts, 0..1 */
function faceGain(gaps: readonly number[], colored: number): number[] {
  const light = luminance(gaps[0], gaps[1], gaps[2]);
  const [glare] = toned([Math.min(0, light)], GLARE);
  const hue = toned(
    gaps.map((gap) => gap - light),
    FACE_OWN,
  );
  return hue.map((log) => colored * (log + glare));
}

/** A gain that lightens no more than by what is left of that. @param share of it that is not, 0..1 */
function notLighter(gain: readonly number[], share: number): number[] {
  const lighter = Math.max(0, luminance(gain[0], gain[1], gain[2]));
  return gain.map((log) => log - share * lighter);
}

/** How far a colour is none of a beard, which lies between the skin's and grey, 0..1. @param logs, usual log colours [3] */
function beardless(logs: readonly number[], usual: readonly number[]): number {
  const [p, q, p0, q0] = [logs, usual].flatMap(([r, g, b]) => [r - g, g - b]);
  const square = p0 * p0 + q0 * q0;
  const along = (p * p0 + q * q0) / square;
  const aside = Math.hypot(p - along * p0, q - along * q0) / Math.sqrt(square);
  return along >= 1 ? 1 : smoothStep(aside, ASIDE);
}
