import { HAIR, isSkin } from '../../../capture/segmentation/classes.ts';

/** So many pixels at the edge of what is neither hair nor skin show that as well. */
const EDGE = 2;

/** Pixels of hair or skin whose neighbours {@link EDGE} pixels around are either [h, w] of 0 and 1. */
export function headPixels(labels: Uint8Array, width: number): Uint8Array {
  const head = labels.map((label) => (label === HAIR || isSkin(label) ? 1 : 0));
  return inside(inside(head, 1), width);
}

/** What is 1 with {@link EDGE} places before it and after it. */
function inside(from: Uint8Array, step: number): Uint8Array {
  const out = new Uint8Array(from.length);
  for (let k = EDGE * step; k < out.length - EDGE * step; k++) {
    let all = from[k];
    for (let d = step; d <= EDGE * step; d += step) all &= from[k - d] & from[k + d];
    out[k] = all;
  }
  return out;
}
