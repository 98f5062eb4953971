import { type Kernel, NO_SCRATCH, type RealArray } from '../kernel.ts';

/** Points moved by shape columns: out_r = source_r + sum_k A_(r, first + k) x_k over rows [start, end). */
export interface ShapeColumnsJob {
  /** A [rows, stride] */
  readonly basis: RealArray;
  readonly stride: number;
  readonly first: number;
  /** Columns in use. */
  readonly count: number;
  /** [rows] */
  readonly source: RealArray;
  /** x [count] */
  readonly coefficients: RealArray;
  /** [rows] out */
  readonly out: RealArray;
  readonly start: number;
  readonly end: number;
}

export const SHAPE_COLUMNS: Kernel<ShapeColumnsJob> = {
  name: 'shapeColumns',
  slots: ['basis', 'stride', 'first', 'count', 'source', 'coefficients', 'out', 'start', 'end'],
  scratch: NO_SCRATCH,
  plain: ({ basis, stride, first, count, source, coefficients, out, start, end }) => {
    for (let r = start; r < end; r++) {
      let sum = source[r];
      for (let k = 0; k < count; k++) sum += basis[r * stride + first + k] * coefficients[k];
      out[r] = sum;
    }
  },
};
