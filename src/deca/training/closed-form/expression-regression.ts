import type { HeadModel } from '../../../head/head-model.ts';
import type { CodeSizes } from '../../codes.ts';
import type { DenseLayer } from '../../network/encoder-weights.ts';
import { answersOf, type CodeSamples, codesOf, regressCodes } from './code-regression.ts';

/** As good on renders as weaker ones, and renders are not photographs. */
const RIDGE = 1;
/** Lids whose codes differ by this much wink. */
const WINK = 0.45;

/** The two codes that shut an eye each, among the expression's. */
export interface LidCodes {
  readonly left: number;
  readonly right: number;
}

/** Those of a head. */
export function lidCodes({ expressions }: Pick<HeadModel, 'expressions'>): LidCodes {
  const [left, right] = ['left', 'right'].map((side) => expressions.names.indexOf(`eye-${side}-closure`));
  return { left, right };
}

/** How a map's expressions differ from the true ones of held-out crops. */
export interface ExpressionRecord {
  /** Root mean square of the coefficients' errors; of the mean expression beside it. */
  readonly error: number;
  readonly meanExpressionError: number;
  /** The same of the two lids. */
  readonly lidError: number;
  /** Crops that wink, and of how many of them the map tells the side. */
  readonly winks: number;
  readonly winksTold: number;
}

/** Expression from the inputs in closed form ({@link regressCodes}); answers go from 0 to 1 once they are clipped. */
export function regressExpression(samples: CodeSamples, sizes: CodeSizes): Promise<DenseLayer> {
  return regressCodes(samples, expressionColumns(sizes), RIDGE);
}

/** Of the crops that were held out. */
export async function expressionErrors(
  samples: CodeSamples,
  sizes: CodeSizes,
  layer: DenseLayer,
  lids: LidCodes,
): Promise<ExpressionRecord> {
  const { rows, heldOut } = samples;
  const start = rows.count - heldOut;
  const width = layer.outputs;
  const said = (await answersOf(samples, layer, { start, count: heldOut })).map((x) => Math.min(1, Math.max(0, x)));
  const truth = codesOf(rows, expressionColumns(sizes), start, heldOut);
  const mean = new Float64Array(width);
  for (const [i, x] of truth.entries()) mean[i % width] += x / heldOut;
  const isLid = (i: number): boolean => i % width === lids.left || i % width === lids.right;
  const rms = (values: Float32Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
  const errors = said.map((x, i) => x - truth[i]);
  let [winks, winksTold] = [0, 0];
  for (let row = 0; row < heldOut; row++) {
    const difference = ({ [row * width + lids.left]: left, [row * width + lids.right]: right }: Float32Array): number =>
      left - right;
    const wink = difference(truth);
    if (Math.abs(wink) < WINK) continue;
    winks++;
    if (wink * difference(said) > 0) winksTold++;
  }
  return {
    error: rms(errors),
    meanExpressionError: rms(truth.map((x, i) => x - mean[i % width])),
    lidError: rms(errors.filter((_, i) => isLid(i))),
    winks,
    winksTold,
  };
}

function expressionColumns({ shape, albedo, expression }: CodeSizes): { start: number; count: number } {
  return { start: shape + albedo, count: expression };
}
