/**
 * What a training loss can hold back, beside what it fits; w are the entries of the network's matrices, codes what it
 * says of a crop, averaged over the batch:
 *   l2          1/2 sum w^2
 *   l1          sum |w|
 *   code-prior  sum of squares of shape, albedo and expression codes: -2 log of their normal prior
 *   grey-light  sum of squares of the light's harmonics less their mean over red, green and blue
 */
export const REGULARIZATION_NAMES = ['l2', 'l1', 'code-prior', 'grey-light'] as const;
export type RegularizationName = (typeof REGULARIZATION_NAMES)[number];

/** One of them and how much it counts. */
export interface RegularizationTerm {
  readonly name: RegularizationName;
  readonly weight: number;
}

/** Weights of terms that are named without one. */
export const REGULARIZATION_WEIGHTS: Readonly<Record<RegularizationName, number>> = {
  l2: 1e-4,
  l1: 1e-6,
  'code-prior': 1e-3,
  'grey-light': 1e-3,
};
