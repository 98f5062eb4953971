import { mean } from '../../../geometry/mean.ts';
import { median } from '../../../geometry/median.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';
import { beardRegion, jawRegion, whiskerRegion } from '../../../head/anatomy/beard-region.ts';
import { skinNeighbours } from '../../../head/anatomy/skin-neighbours.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { luminance } from '../../../image/color.ts';
import type { Creases } from './creases.ts';
import type { ModelRatios } from './model-ratios.ts';

/** So much darker than the face, logarithms, the lower jaw begins to be bearded, and is; and so is skin where beards grow. */
const BEARDED = [0.35, 0.7] as const;

/** A beard, as a view shows it. */
export interface Beard {
  /** How far the face is bearded, 0..1. */
  readonly share: number;
  /** Where it is, by what is dark there and around it: a shadow's line is none [skin vertices] 0..1. */
  readonly hair: Float64Array;
}

/** How far a face is bearded, 0..1: its lower jaw is darker than the rest. */
export function beardedShare(head: HeadModel, ratios: ModelRatios): number {
  const onJaw = ratios.onFace.filter((v) => jawRegion(head)[v] === 1);
  return smoothStep(median(onJaw.map((v) => darkerThanFace(ratios, v))), BEARDED);
}

/** The beard that a view shows. @param ratios of its own colours; null where it shows nothing of a face */
export function findBeard(head: HeadModel, ratios: ModelRatios | null): Beard | null {
  if (ratios === null) return null;
  const share = beardedShare(head, ratios);
  const dark = Float64Array.from(whiskerRegion(head), (on, v) =>
    on === 1 && ratios.measured[v] === 1 ? smoothStep(darkerThanFace(ratios, v), BEARDED) : 0,
  );
  const neighbours = skinNeighbours(head);
  return { share, hair: dark.map((x, v) => share * x * mean(Array.from(neighbours[v], (n) => dark[n]))) };
}

/** What of a region has no beard [skin vertices] 0..1. */
export function unbearded(head: HeadModel, region: Float64Array, beard: Beard | null): Float64Array {
  const beards = beardRegion(head);
  return region.map((share, v) => (beards[v] === 1 ? (1 - (beard?.share ?? 0)) * share : share));
}

/** Creases without those that a beard hides: a smile's folds, and its pits but for the lips' own ends. */
export function creasesBeside({ folds, pits, ends }: Creases, beard: Beard | null): Creases {
  if (beard === null) return { folds, pits, ends };
  const bare = (lane: Float64Array): Float64Array => lane.map((x, v) => (1 - beard.hair[v]) * x);
  return { folds: bare(folds), pits: bare(pits).map((pit, v) => Math.max(pit, ends[v])), ends };
}

/** How much darker a vertex is than the face is usually, beside the model, logarithms of luminance. */
function darkerThanFace({ ratio, usual }: ModelRatios, v: number): number {
  return luminance(usual[0] - ratio[3 * v], usual[1] - ratio[3 * v + 1], usual[2] - ratio[3 * v + 2]);
}
