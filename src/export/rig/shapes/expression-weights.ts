import type { ShapeSet } from '../../../head/face-shapes/shape-sets.ts';
import { shapeWeightSolver } from '../../../head/face-shapes/shape-weights.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { FaceMorphs } from './face-morphs.ts';

/** Strengths of morph targets that show an expression. @param codes coefficients of the head's expressions, from the bind pose on [E] */
export type ExpressionWeights = (codes: { readonly expression: Float64Array }) => ShownExpression;

/** By morph target, and what they leave of the expression, mm rms over the skin. */
export interface ShownExpression {
  readonly weights: ReadonlyMap<string, number>;
  readonly rmsMm: number;
}

/** The jaw is turned by its joint. */
const HELD: ReadonlySet<string> = new Set(['jawOpen']);

/**
 * Native expressions are driven by the codes themselves; where they are not written, ARKit's by what comes nearest
 * (shape-weights.ts).
 * @param rig which sets formats write, and mm per unit of the head model
 */
export function expressionWeights(
  head: HeadModel,
  { faceShapes, nativeShares }: Pick<FaceMorphs, 'faceShapes'> & Partial<Pick<FaceMorphs, 'nativeShares'>>,
  { written, size }: { readonly written: readonly ShapeSet[]; readonly size: number },
): ExpressionWeights {
  const { names, deltas } = head.expressions;
  if (written.includes('native') || !written.includes('arkit'))
    return ({ expression }) => {
      // Of a fit, lids wider open than at rest are left to the moment's corrective; a reconstructed face has none.
      const strength = (k: number): number =>
        nativeShares === undefined ? expression[k] : Math.max(0, expression[k] / nativeShares[k]);
      return { weights: new Map(names.map((name, k) => [name, strength(k)])), rmsMm: 0 };
    };
  const [{ vertexCount }] = head.parts;
  const stride = 3 * head.vertexCount;
  const solve = shapeWeightSolver(faceShapes, HELD, vertexCount);
  return ({ expression }) => {
    const moved = new Float64Array(3 * vertexCount);
    for (let k = 0; k < names.length; k++)
      if (expression[k] !== 0)
        for (let i = 0; i < moved.length; i++) moved[i] += size * expression[k] * deltas[k * stride + i];
    const { weights, rmsMm } = solve(moved);
    return { weights: new Map(faceShapes.names.map((name, k) => [name, weights[k]])), rmsMm };
  };
}
