import { describe, expect, it } from 'vitest';
import { createNormalEquations, solveStep } from '../../../src/fitting/solvers/normal-equations.ts';
import { assembleRows } from '../../../src/fitting/terms/assemble-rows.ts';
import { landmarkTerm } from '../../../src/fitting/terms/landmark-term.ts';
import { createResidualRows } from '../../../src/fitting/terms/residual-rows.ts';
import { evaluateTerm } from '../../../src/fitting/terms/term.ts';
import type { KernelPoints } from '../../../src/fitting/unknowns/kernel-points.ts';
import { freeRig, moveRig } from '../../../src/fitting/unknowns/rig.ts';
import type { ViewExpressions } from '../../../src/fitting/unknowns/view-expressions.ts';
import { project } from '../../../src/geometry/camera.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { freePoints, identityBasis, withoutJaw } from '../../helpers/fitting/free-points.ts';
import { turnedCamera } from '../../helpers/fitting/textured-views.ts';
import { normals } from '../../helpers/gradient-check.ts';

const kernels = plainKernels();
const points = normals(24, 8, 8);
/** Terms' tests have jaws. */
const bare = identityBasis(
  withoutJaw(
    freePoints(freeRig(Int32Array.of(-1)), { group: Int32Array.of(-1), groupCount: 0, columnCount: 0 }, [], points),
  ),
);

describe('normal equations of rows', () => {
  it.each(['eliminated', 'kept'] as const)(
    'are H = sum w J^T J, less q q^T / W where the mean is eliminated, deviations included: %s',
    (mean) => {
      // Views of two groups, each of which may move the last 6 columns: points 6 and 7.
      const expressions: ViewExpressions = { group: Int32Array.of(0, 1, 1), groupCount: 2, columnCount: 6 };
      const rig = freeRig(Int32Array.of(-1, -1, -1));
      expect(rig.parameterCount).toBe(18);
      const N = 18 + 24 + 12 + 10;
      const equations = createNormalEquations(N);
      const random = normals(3 * 10, 5);
      const point = 7;
      const weights = [0.5, 1.5, 2.5];
      const rows = createResidualRows(kernels.memory, 8, 3, 1);
      weights.forEach((weight, v) => {
        const row = 3 * point + v;
        rows.weights[row] = weight;
        rows.residuals[row] = random[27 + v];
        rows.rigs.set(random.subarray(9 * v, 9 * v + 6), 7 * row);
        rows.slopes.set(random.subarray(9 * v + 6, 9 * v + 9), 3 * row);
      });
      const layout = { rig, expressions, shapeCount: 24 };
      assembleRows(kernels, equations, layout, [{ points: bare, shown: [], rows, mean }]);
      const jacobian = weights.map((_, v) => {
        const j = new Float64Array(N);
        j.set(random.subarray(9 * v, 9 * v + 6), 6 * v);
        j.set(random.subarray(9 * v + 6, 9 * v + 9), 18 + 3 * point);
        j.set(random.subarray(9 * v + 6, 9 * v + 9), 18 + 24 + 6 * expressions.group[v] + 3 * (point - 6));
        return j;
      });
      const sum = (of: (w: number, v: number) => number): number => weights.reduce((s, w, v) => s + of(w, v), 0);
      const inverse = mean === 'eliminated' ? 1 / sum((w) => w) : 0;
      for (let a = 0; a < N; a++) {
        expect(equations.gradient[a]).toBeCloseTo(
          sum((w, v) => w * jacobian[v][a] * random[27 + v]),
          10,
        );
        for (let b = 0; b <= a; b++) {
          const q = (k: number): number => sum((w, v) => w * jacobian[v][k]);
          const plain = sum((w, v) => w * jacobian[v][a] * jacobian[v][b]);
          expect(equations.hessian[a * N + b]).toBeCloseTo(plain - q(a) * q(b) * inverse, 10);
        }
      }
    },
  );

  it('of two terms add up', () => {
    const rig = freeRig(Int32Array.of(-1));
    const expressions: ViewExpressions = { group: Int32Array.of(-1), groupCount: 0, columnCount: 0 };
    const layout = { rig, expressions, shapeCount: 24 };
    const setOf = (seed: number) => {
      const rows = createResidualRows(kernels.memory, 8, 1, 2);
      rows.weights.fill(0.5 + seed);
      rows.residuals.set(normals(16, seed));
      rows.slopes.set(normals(48, seed + 10));
      rows.rigs.set(normals(112, seed + 20));
      return { points: bare, shown: [], rows, mean: 'kept' as const };
    };
    const of = (seeds: readonly number[]) => {
      const equations = createNormalEquations(35);
      assembleRows(kernels, equations, layout, seeds.map(setOf));
      return equations;
    };
    const [first, second, both] = [of([1]), of([2]), of([1, 2])];
    expectClose(
      both.hessian,
      first.hessian.map((x, i) => x + second.hessian[i]),
      { rtol: 1e-12, atol: 1e-12 },
    );
    expectClose(
      both.gradient,
      first.gradient.map((x, i) => x + second.gradient[i]),
      { rtol: 1e-12, atol: 1e-12 },
    );
  });

  it('of landmarks have steps that lead to a known answer', () => {
    const rig = freeRig(Int32Array.of(-1));
    const truth = [turnedCamera(0.3)];
    const pixels = project(truth[0], points);
    const exact = {
      points: Float64Array.from({ length: 16 }, (_, i) => pixels[3 * (i >> 1) + (i & 1)]),
      confidence: new Float64Array(8).fill(1),
    };
    let cameras = moveRig(rig, truth, Float64Array.of(0.02, -0.03, 0.01, 1, -1, 2));
    const still: KernelPoints = { ...bare, basis: new Float64Array(8 * 3 * 8), stride: 8 };
    const expressions: ViewExpressions = { group: Int32Array.of(-1), groupCount: 0, columnCount: 0 };
    const term = landmarkTerm([{ observation: exact, sigmaPixels: 5 }], 3, 1);
    for (let step = 0; step < 8; step++) {
      const equations = createNormalEquations(12);
      const rows = createResidualRows(kernels.memory, 8, 1, 2);
      evaluateTerm(term, { rig, cameras, points: [points], skin: null }, rows);
      assembleRows(kernels, equations, { rig, expressions, shapeCount: 1 }, [
        { points: still, shown: [], rows, mean: 'kept' },
      ]);
      const frozen = new Uint8Array(12).fill(1, 6);
      const move = solveStep(kernels, equations, 1e-9, { frozen, bounds: null });
      cameras = moveRig(rig, cameras, move ?? new Float64Array(12));
    }
    expectClose(cameras[0].rotation, truth[0].rotation, { atol: 1e-7 });
    expectClose(cameras[0].translation, truth[0].translation, { atol: 1e-5 });
  });
});
