import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../../src/kernels/kernel.ts';

/** target += source over [start, end): sums of what views or parts accumulated apart. */
export type AddArraysJob = JobOf<typeof ADD_ARRAYS_SLOTS>;

const ADD_ARRAYS_SLOTS = {
  source: 'real',
  target: 'real',
  start: 'count',
  end: 'count',
} as const satisfies Slots;

export const ADD_ARRAYS: Kernel<AddArraysJob> = {
  name: 'addArrays',
  slots: ADD_ARRAYS_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ source, target, start, end }) => {
    for (let i = start; i < end; i++) target[i] += source[i];
  },
};
