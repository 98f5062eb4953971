import type { FocalPrior } from '../../capture/load-capture.ts';
import type { Camera } from '../../geometry/camera.ts';
import type { NormalEquations } from '../solvers/normal-equations.ts';
import { CAUCHY } from '../solvers/robust-kernel.ts';
import type { RigLayout } from '../unknowns/rig.ts';
import { addAroundCommon, robustMean } from './common-value.ts';

/** How far focal lengths that are supposed to be of one lens stand apart: loss, gradient and weights w/s^2 of the focal groups [F]. */
export interface LensSpread {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly weights: Float64Array;
  /** Precision of what is expected of each lens, 1/sigma^2. */
  readonly precisions: readonly number[];
  readonly lensOf: Int32Array;
}

/**
 * Focal lengths of one lens, x_v = log f_v/f0, differ only where views insist, and the lens is near what is usual of it:
 *   L = sum over lenses of min over c of sum_v log(1 + ((x_v - c)/s)^2)/2 + c^2/(2 sigma^2)
 * c is eliminated: the loss is stationary in it, and H = diag(w/s^2) - w w^T/(s^4 (sum w/s^2 + 1/sigma^2)).
 * @param focals f0 and sigma of each view @param scale s
 */
export function lensSpread(
  rig: RigLayout,
  cameras: readonly Camera[],
  focals: readonly FocalPrior[],
  scale: number,
): LensSpread {
  const count = rig.focalGroupCount;
  const gradient = new Float64Array(count);
  const weights = new Float64Array(count);
  const views = Array.from({ length: count }, (_, group) => rig.focalGroup.indexOf(group));
  const offsets = views.map((v) => Math.log(cameras[v].fx / focals[v].focal));
  const precisions: number[] = [];
  let loss = 0;
  for (let lens = 0; lens <= Math.max(-1, ...rig.lensOf); lens++) {
    const groups = Array.from(views.keys()).filter((group) => rig.lensOf[group] === lens);
    const precision = groups.length === 0 ? 0 : 1 / focals[views[groups[0]]].sigmaLog ** 2;
    precisions.push(precision);
    // A lens of one focal length is where that is.
    const alone = groups.length === 1;
    const common = alone
      ? offsets[groups[0]]
      : robustMean(
          groups.map((group) => offsets[group]),
          scale,
          precision * scale ** 2,
        );
    loss += (precision * common ** 2) / 2;
    for (const group of groups) {
      const off = offsets[group] - common;
      loss += CAUCHY.cost((off / scale) ** 2) / 2;
      weights[group] = alone ? precision : CAUCHY.weight((off / scale) ** 2) / scale ** 2;
      gradient[group] = alone ? precision * common : weights[group] * off;
    }
    if (alone) precisions[lens] = Number.POSITIVE_INFINITY;
  }
  return { loss, gradient, weights, precisions, lensOf: rig.lensOf };
}

/** @param first unknown of the focal lengths */
export function addLensEquations(spread: LensSpread, first: number, equations: NormalEquations): void {
  spread.precisions.forEach((precision, lens) => {
    const groups = Array.from(spread.lensOf.keys()).filter((group) => spread.lensOf[group] === lens);
    const weights = groups.map((group) => spread.weights[group]);
    const around = {
      unknowns: groups.map((group) => first + group),
      weights,
      gradient: groups.map((group) => spread.gradient[group]),
      total: weights.reduce((sum, w) => sum + w, precision),
    };
    addAroundCommon(around, equations);
  });
}
