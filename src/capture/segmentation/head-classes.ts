import { CLASS_COUNT } from './classes.ts';
import { likeliest } from './head-component.ts';
import type { HeadCrop } from './head-crop.ts';
import type { HeadSegmentation } from './segment-head.ts';

/** What is likeliest around a head: a twenty-fourth of what the network said, for who keeps many. */
export interface HeadClasses {
  readonly crop: HeadCrop;
  /** Of the labels. */
  readonly side: number;
  /** [S, S] */
  readonly labels: Uint8Array;
}

export function headClasses({ crop, map: { side, probabilities } }: HeadSegmentation): HeadClasses {
  return { crop, side, labels: likeliest(probabilities) };
}

/** The same as a network that is always sure would say it. */
export function sureSegmentation({ crop, side, labels }: HeadClasses): HeadSegmentation {
  const probabilities = new Float32Array(CLASS_COUNT * labels.length);
  labels.forEach((label, k) => {
    probabilities[CLASS_COUNT * k + label] = 1;
  });
  return { crop, map: { side, probabilities } };
}
