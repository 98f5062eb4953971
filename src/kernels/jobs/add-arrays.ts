import { type Kernel, NO_SCRATCH, type RealArray } from '../kernel.ts';

/** target += source over [start, end): sums of what views or parts accumulated apart. */
export interface AddArraysJob {
  readonly source: RealArray;
  readonly target: RealArray;
  readonly start: number;
  readonly end: number;
}

export const ADD_ARRAYS: Kernel<AddArraysJob> = {
  name: 'addArrays',
  slots: ['source', 'target', 'start', 'end'],
  scratch: NO_SCRATCH,
  plain: ({ source, target, start, end }) => {
    for (let i = start; i < end; i++) target[i] += source[i];
  },
};
