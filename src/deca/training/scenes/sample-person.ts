import type { Random } from '../../../geometry/random.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { ARTISTS_SHARE, wayColumn } from '../../../head/people/join-populations.ts';
import type { MorphableDecoder } from '../../decode/morphable-decoder.ts';

/** How often a person is scanned-like, or as the artists' sliders make one; the rest lie between. */
const SCANNED_CHANCE = 0.6;
const ARTISTS_CHANCE = 0.25;
/** Standard deviations of what the scans' modes do not say: the artists' modes, the way to their mean, smooth modes. */
const SCANNED_SPREAD = { artists: 0.5, way: 0.15, smooth: 0.35 };
const MAX_SIGMA = 2.5;

/**
 * Shape coefficients of someone: of scanned people (ICT-FaceKit), of the artists' heads (MakeHuman), or of both. On a head
 * of one population alone, normally distributed.
 */
export function sampleShape({ head, space, sizes }: MorphableDecoder, random: Random): Float64Array {
  const normal = (): number => Math.max(-MAX_SIGMA, Math.min(MAX_SIGMA, random.normal()));
  const out = Float64Array.from({ length: sizes.shape }, normal);
  for (let k = space.identityCount; k < out.length; k++) out[k] *= SCANNED_SPREAD.smooth;
  const way = wayColumn(head);
  if (way === null) return out;
  const kind = random.uniform();
  const share = kind < SCANNED_CHANCE ? 0 : kind < SCANNED_CHANCE + ARTISTS_CHANCE ? 1 : random.uniform();
  // The artists' modes are weakened in a joined head; theirs come whole.
  const whole = 1 / ARTISTS_SHARE;
  const between = (a: number, b: number): number => Math.hypot((1 - share) * a, share * b);
  for (let k = 0; k < way; k++) out[k] *= between(1, 0.3);
  out[way] = share + SCANNED_SPREAD.way * out[way];
  for (let k = way + 1; k < space.identityCount; k++) out[k] *= between(SCANNED_SPREAD.artists, whole);
  return out;
}

/** Nearer to the artists' mean than this share of the way, someone is one of their heads. */
const ARTISTS_WAY = 0.4;
/** Scanned people are who will be photographed; the artists' heads tell what lies beyond them. */
const ARTISTS_WEIGHT = 0.3;

/** How much people count where shapes are learnt. @param shapes [count, S] @returns [count] */
export function personWeights(head: HeadModel, shapes: Float32Array, count: number): Float64Array {
  const way = wayColumn(head);
  const width = shapes.length / count;
  return Float64Array.from({ length: count }, (_, r) =>
    way !== null && shapes[r * width + way] > ARTISTS_WAY ? ARTISTS_WEIGHT : 1,
  );
}
