import { BACKGROUND, CLASS_COUNT, CLOTHES } from '../../src/capture/segmentation/classes.ts';

/** How often pixels of a true class are taken for each [true, told]. */
export type Confusion = readonly (readonly number[])[];

export function noConfusion(): number[][] {
  return Array.from({ length: CLASS_COUNT }, () => new Array<number>(CLASS_COUNT).fill(0));
}

/** @param truth [h, w] @param told [h, w] */
export function confusionOf(truth: Uint8Array, told: Uint8Array): number[][] {
  const out = noConfusion();
  truth.forEach((label, k) => {
    out[label][told[k]]++;
  });
  return out;
}

export function addConfusion(sum: number[][], own: Confusion): void {
  own.forEach((row, a) => {
    row.forEach((count, b) => {
      sum[a][b] += count;
    });
  });
}

/** Intersection over union of the head, its neck and its hair: all but background and clothes. */
export function headOverlap(truth: Uint8Array, told: Uint8Array): number {
  const isHead = (label: number): boolean => label !== BACKGROUND && label !== CLOTHES;
  return overlap(
    truth.map((x) => (isHead(x) ? 1 : 0)),
    told.map((x) => (isHead(x) ? 1 : 0)),
  );
}

/** Intersection over union of what is not 0. */
export function overlap(a: Uint8Array, b: Uint8Array): number {
  let [both, either] = [0, 0];
  for (let k = 0; k < a.length; k++) {
    if (a[k] !== 0 && b[k] !== 0) both++;
    if (a[k] !== 0 || b[k] !== 0) either++;
  }
  return either === 0 ? 1 : both / either;
}
