import { describe, expect, it } from 'vitest';
import { addPriorEquations, addPriorGradient, priorLoss } from '../../../src/fitting/priors/prior-rows.ts';
import { statePriorRows } from '../../../src/fitting/priors/state-priors.ts';
import { createNormalEquations } from '../../../src/fitting/solvers/normal-equations.ts';
import {
  type HeadState,
  type StateLayout,
  stateLayout,
  unknownCount,
} from '../../../src/fitting/unknowns/head-state.ts';
import { freeRig, moveRig, type RigLayout, rigidRig } from '../../../src/fitting/unknowns/rig.ts';
import type { ShapeSpace } from '../../../src/head/shape/shape-space.ts';
import { expectClose } from '../../helpers/close.ts';
import { turnedCamera } from '../../helpers/fitting/textured-views.ts';
import { checkGradient } from '../../helpers/gradient-check.ts';

/** Width of the Cauchy prior on deviations. */
const DEVIATION_SCALE = 0.03;
const priorMean = Float64Array.of(0.5, -1.2, 0, 0.1, 0.02);
const priorSigma = Float64Array.of(1, 1, 0.4, 0.35, 0.35);
/** Three shapes and two expressions that are expected to differ from rest. */
const space = { count: 5, priorMean, priorSigma } as ShapeSpace;
const state: HeadState = {
  cameras: [turnedCamera(0), turnedCamera(0.3), turnedCamera(-0.25), turnedCamera(0.5)],
  coefficients: Float64Array.of(1, 0.4, -0.3, 0.6, 0),
  deviations: Float64Array.of(0.01, -0.5, 0, 0.06),
  // One opens wide, one shuts too far.
  jaws: Float64Array.of(0.3, 0.02, -0.03, 0.5, 1, -0.01, 0, 0.01, -1, -2),
};
const JAW = { open: 0.2, shut: 0.02, turn: 0.04, across: 1, forwards: 1.5 };
/** The first is expected open, the second at rest. */
const EXPECTED_JAWS = Float64Array.of(0.25, 0.01, 0, 0.2, 0.5, 0, 0, 0, 0, 0);
const JAW_SIGMA = [0.2, 0.04, 0.04, 1, 1.5, 0.02, 0.04, 0.04, 1, 1.5];
const RIGS: readonly (readonly [string, RigLayout])[] = [
  // The fourth view's focal length is known.
  ['free cameras', freeRig(Int32Array.of(0, 0, 1, -1))],
  ['a given rig', rigidRig(4, true)],
];

/** Whether a number of the jaws' poses is of a turn, not of sliding. */
function turns(i: number): boolean {
  return i % 5 < 3;
}

function layoutOf(rig: RigLayout): StateLayout {
  return stateLayout(space, rig, { group: Int32Array.of(0, 1, 0, -1), groupCount: 2, columnCount: 2 });
}

function rowsOf(layout: StateLayout, state: HeadState) {
  return statePriorRows(layout, state, { deviationScale: DEVIATION_SCALE, jaw: JAW, jaws: EXPECTED_JAWS });
}
function lossOf(layout: StateLayout, state: HeadState): number {
  return priorLoss(rowsOf(layout, state));
}
function equationsOf(layout: StateLayout) {
  const equations = createNormalEquations(unknownCount(layout));
  addPriorEquations(rowsOf(layout, state), equations);
  return equations;
}

/** The state after a step [rig | shape | deviations | jaws], without bounds. */
function moved({ rig }: StateLayout, x: Float64Array): HeadState {
  return {
    cameras: moveRig(rig, state.cameras, x.subarray(0, rig.parameterCount)),
    coefficients: state.coefficients.map((a, k) => a + x[rig.parameterCount + k]),
    deviations: state.deviations.map((d, i) => d + x[rig.parameterCount + space.count + i]),
    jaws: state.jaws.map((r, i) => r + x[rig.parameterCount + space.count + 4 + i]),
  };
}

describe('priors of the morphable stages', () => {
  it.each(RIGS)(
    'are Gaussians about their means, slides of jaws too, and Cauchy on deviations and turns, %s',
    (_, rig) => {
      const shape = state.coefficients.reduce((sum, a, k) => sum + ((a - priorMean[k]) / priorSigma[k]) ** 2 / 2, 0);
      const deviations = state.deviations.reduce((sum, d) => sum + Math.log(1 + (d / DEVIATION_SCALE) ** 2) / 2, 0);
      const jaws = state.jaws.reduce((sum, x, i) => {
        const square = ((x - EXPECTED_JAWS[i]) / JAW_SIGMA[i]) ** 2;
        return sum + (turns(i) ? Math.log(1 + square) : square) / 2;
      }, 0);
      expectClose([lossOf(layoutOf(rig), state)], [shape + deviations + jaws], { rtol: 1e-12 });
    },
  );

  it('cost nothing where everything is as expected, and no less anywhere near', () => {
    const layout = layoutOf(freeRig(Int32Array.of(0, 0, 1, -1)));
    const expected: HeadState = {
      cameras: state.cameras,
      coefficients: priorMean,
      deviations: new Float64Array(4),
      jaws: EXPECTED_JAWS,
    };
    expect(lossOf(layout, expected)).toBe(0);
    expect(lossOf(layout, { ...expected, coefficients: new Float64Array(5) })).toBeGreaterThan(0.5);
  });

  it.each(RIGS)('their rows and normal equations have their gradient, %s', (_, rig) => {
    const layout = layoutOf(rig);
    const found = equationsOf(layout);
    const origin = new Float64Array(found.gradient.length);
    expect(origin).toHaveLength(rig.parameterCount + 5 + 4 + 10);
    const gradient = origin.slice();
    addPriorGradient(rowsOf(layout, state), gradient);
    expectClose(gradient, found.gradient, {});
    checkGradient(
      (x) => lossOf(layout, moved(layout, x)),
      () => found.gradient,
      origin,
      { rtol: 1e-7, atol: 1e-8 },
    );
  });

  it.each(RIGS)('their Hessian is diagonal: 1/sigma^2, and 1/(s^2 + d^2) of deviations and turns, %s', (_, rig) => {
    const { hessian, gradient } = equationsOf(layoutOf(rig));
    const expected = [
      ...new Float64Array(rig.parameterCount),
      ...Array.from(priorSigma, (sigma) => sigma ** -2),
      ...Array.from(state.deviations, (d) => 1 / (DEVIATION_SCALE ** 2 + d ** 2)),
      ...JAW_SIGMA.map((sigma, i) => 1 / (sigma ** 2 + (turns(i) ? (state.jaws[i] - EXPECTED_JAWS[i]) ** 2 : 0))),
    ];
    const n = gradient.length;
    for (let a = 0; a < n; a++) {
      const row = new Float64Array(n);
      row[a] = expected[a];
      expectClose(hessian.subarray(a * n, (a + 1) * n), row, { rtol: 1e-12 });
    }
  });
});
