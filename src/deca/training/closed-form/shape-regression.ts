import type { DenseLayer } from '../../network/encoder-weights.ts';
import { answersOf, type CodeSamples, codesOf, regressCodes } from './code-regression.ts';
import type { CalibrationRows } from './weighted-ridge.ts';

/** Strong, because photographs differ from renders in all of the inputs. */
const RIDGE = 3;

/** Crops whose first codes are a shape. */
export interface ShapeSamples extends CodeSamples {
  readonly shapeCount: number;
}

/**
 * Shape from the inputs in closed form ({@link regressCodes}).
 * Its answers are biased and too large on people unlike most of those; calibrateShape mends that.
 */
export function regressShape(samples: ShapeSamples): Promise<DenseLayer> {
  return regressCodes(samples, { start: 0, count: samples.shapeCount }, RIDGE);
}

/** A first map's answers on the last crops, and what is true of them. @param count crops, from the end */
export async function calibrationRows(
  { rows, statistics, shapeCount }: Omit<ShapeSamples, 'heldOut'>,
  first: DenseLayer,
  count: number,
): Promise<Pick<CalibrationRows, 'count' | 'answers' | 'shapes'>> {
  const start = rows.count - count;
  const answers = await answersOf({ rows, statistics }, first, { start, count });
  return { count, answers, shapes: codesOf(rows, { start: 0, count: shapeCount }, start, count) };
}
