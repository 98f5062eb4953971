import { HAIR, isSkin } from '../../../capture/segmentation/classes.ts';
import { ALL_HAIR, type HairMatte } from './hair-matte.ts';

/** So many pixels at the edge of a class show what is beside it as well. */
const EDGE = 2;

/** What pixels of a photograph paint hair [h, w] of 0 and 1. */
export interface HairPixels {
  /** Hair alone, inside its class. */
  readonly own: Uint8Array;
  /** Hair in part, or at the edge of its class. */
  readonly mixed: Uint8Array;
}

/** @param labels [h, w] */
export function hairPixels(labels: Uint8Array, { cover }: HairMatte, width: number): HairPixels {
  const hair = inside(labels, width, (label) => label === HAIR);
  const own = hair.map((deep, k) => (deep === 1 && cover[k] >= ALL_HAIR ? 1 : 0));
  const head = inside(labels, width, (label) => label === HAIR || isSkin(label));
  return { own, mixed: head.map((deep, k) => (deep === 1 && own[k] === 0 && cover[k] > 0 ? 1 : 0)) };
}

/** Pixels of some classes with {@link EDGE} pixels of them around. */
function inside(labels: Uint8Array, width: number, of: (label: number) => boolean): Uint8Array {
  const pixels = labels.map((label) => (of(label) ? 1 : 0));
  return within(within(pixels, 1), width);
}

/** What is 1 with {@link EDGE} places before it and after it. */
function within(from: Uint8Array, step: number): Uint8Array {
  const out = new Uint8Array(from.length);
  for (let k = EDGE * step; k < out.length - EDGE * step; k++) {
    let all = from[k];
    for (let d = step; d <= EDGE * step; d += step) all &= from[k - d] & from[k + d];
    out[k] = all;
  }
  return out;
}
