import { type JobOf, type Kernel, NO_SCRATCH, type Slots } from '../../kernel.ts';

/** Points moved by shape columns: out_r = source_r + sum_k A_(r, first + k) x_k over rows [start, end). */
export type ShapeColumnsJob = JobOf<typeof SHAPE_COLUMNS_SLOTS>;

const SHAPE_COLUMNS_SLOTS = {
  /** A [rows, stride] */
  basis: 'real',
  stride: 'count',
  first: 'count',
  /** Columns in use. */
  count: 'count',
  /** [rows] */
  source: 'real',
  /** x [count] */
  coefficients: 'real',
  /** [rows] out */
  out: 'real',
  start: 'count',
  end: 'count',
} as const satisfies Slots;

export const SHAPE_COLUMNS: Kernel<ShapeColumnsJob> = {
  name: 'shapeColumns',
  slots: SHAPE_COLUMNS_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ basis, stride, first, count, source, coefficients, out, start, end }) => {
    for (let r = start; r < end; r++) {
      let sum = source[r];
      for (let k = 0; k < count; k++) sum += basis[r * stride + first + k] * coefficients[k];
      out[r] = sum;
    }
  },
};
