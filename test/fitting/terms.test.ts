import { type Optimizer } from '../../src/fitting/solvers/optimizer.ts';
import { assembleRows } from '../../src/fitting/terms/assemble-rows.ts';
import { displacementPrior } from '../../src/fitting/terms/displacement-prior.ts';
import { landmarkSigmaMm } from '../../src/fitting/evidence/landmark-noise.ts';
import { foldGuardLoss, foldedTriangles } from '../../src/fitting/terms/fold-guard.ts';
import { describe, expect, it } from 'vitest';
import { adam } from '../../src/fitting/solvers/adam.ts';

import { type ConsistencyTerm, consistencyLoss, consistencyRows, probeFeatures } from '../../src/fitting/terms/consistency-term.ts';

import { landmarkLoss, landmarkRows } from '../../src/fitting/terms/landmark-term.ts';
import { createNormalEquations, solveStep } from '../../src/fitting/solvers/normal-equations.ts';
import { createResidualRows, eliminateMeans } from '../../src/fitting/terms/residual-rows.ts';
import { sgd } from '../../src/fitting/solvers/sgd.ts';
import { smoothnessLoss, smoothnessTerm } from '../../src/fitting/smoothness.ts';
import type { ViewExpressions } from '../../src/fitting/unknowns/view-expressions.ts';
import { type Camera, packCamera, project } from '../../src/geometry/camera.ts';
import { freeRig, moveRig, rigidRig } from '../../src/fitting/unknowns/rig.ts';
import type { KernelPoints } from '../../src/fitting/unknowns/kernel-points.ts';
import type { ShapePoints } from '../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { CAMERA_GRADIENT, CAMERA_NUMBERS, PROJECT_BACKWARD } from '../../src/kernels/jobs/points/projection.ts';
import { expectClose } from '../helpers/close.ts';
import { checkGradient, normals } from '../helpers/gradient-check.ts';
import { texturedFeature, turnedCamera } from '../helpers/textured-views.ts';

const kernels = plainKernels();

const cameras = [turnedCamera(0), turnedCamera(0.3), turnedCamera(-0.25)];
const points = normals(24, 8, 8);
const term: ConsistencyTerm = {
  features: [1, 2, 3].map((seed) => texturedFeature(kernels, seed)),
  visibility: {
    weights: cameras.map((_, v) => Float64Array.from({ length: 8 }, (_, i) => (i === 3 && v > 0 ? 0 : 0.5 + 0.1 * v))),
    footprints: cameras.map((_, v) => Float64Array.from({ length: 32 }, (_, i) => [0.9, 0.1, -0.1 * v, 0.8][i % 4])),
  },
  scale: 0.9,
  factor: 1.3,
};

/** Identity basis: every coordinate of every point is a parameter, [8, 3, 24]. */
const identity: KernelPoints = {
  points: { count: 8 } as ShapePoints,
  count: 8,
  basis: Float64Array.from({ length: 8 * 3 * 24 }, (_, i) => (Math.floor(i / 24) === i % 24 ? 1 : 0)),
  stride: 24,
  rest: points,
};

function loss(term: ConsistencyTerm, cameras: readonly Camera[], seen: readonly Float64Array[], pixels: Float64Array) {
  return consistencyLoss(kernels, term, probeFeatures(kernels, term, cameras, seen), pixels);
}

function consistencyGradient(p: Float64Array): Float64Array {
  const pixels = new Float64Array(16 * cameras.length);
  loss(term, cameras, [p, p, p], pixels);
  const out = new Float64Array(p.length);
  cameras.forEach((camera, v) => {
    PROJECT_BACKWARD.plain({
      camera: packCamera(camera, new Float64Array(CAMERA_NUMBERS)),
      points: p,
      count: 8,
      gradPixels: pixels.subarray(16 * v, 16 * v + 16),
      gradDepths: new Float64Array(8),
      gradPoints: out,
      gradCamera: new Float64Array(CAMERA_GRADIENT),
    });
  });
  return out;
}

/** Views of two groups, each of which may move the last 6 columns: points 6 and 7. */
function groupsOf(...group: number[]): ViewExpressions {
  return { group: Int32Array.from(group), groupCount: 2, columnCount: 6 };
}

describe('cross-view consistency', () => {
  it('has the gradient of central differences', () => {
    const lossAt = (p: Float64Array): number => loss(term, cameras, [p, p, p], new Float64Array(48));
    checkGradient(lossAt, consistencyGradient, points, { rtol: 2e-5, atol: 1e-7, step: 1e-6 });
  });

  it('leaves out points that fewer than two views see', () => {
    expectClose(consistencyGradient(points).subarray(9, 12), [0, 0, 0], { atol: 0 });
  });

  it('gives its normal equations the same gradient, in points, poses, rigid motion and deviations', () => {
    // In the quadratic regime the IRLS gradient is the gradient.
    const wide = { ...term, scale: 50 };
    const expressions = groupsOf(0, 1, -1);
    const seenAt = (move: (i: number, group: number) => number): Float64Array[] =>
      Array.from(expressions.group, (group) => points.map((v, i) => v + move(i, group)));
    for (const layout of [freeRig(Int32Array.of(0, 0, 1)), rigidRig(3, true)]) {
      const equations = createNormalEquations(layout.parameterCount, 24, 2, 6);
      const rows = createResidualRows(kernels.memory, 8, 3, 1);
      const seen = seenAt(() => 0);
      consistencyRows(wide, probeFeatures(kernels, wide, cameras, seen), layout, cameras, seen, rows);
      assembleRows(kernels, equations, layout, expressions, [{ points: identity, rows }]);
      const C = layout.parameterCount;
      const lossAt = (x: Float64Array): number => {
        const moved = moveRig(layout, cameras, x.subarray(0, C));
        const shifted = seenAt((i, group) => x[C + i] + (group >= 0 && i >= 18 ? x[C + 24 + 6 * group + i - 18] : 0));
        return loss(wide, moved, shifted, new Float64Array(48));
      };
      checkGradient(lossAt, () => equations.gradient, new Float64Array(C + 36), { rtol: 1e-3, atol: 1e-8, step: 1e-5 });
    }
  });

  it('centres the Hessian: H = sum w J^T J - q q^T / W, deviations included', () => {
    const expressions = groupsOf(0, 1, 1);
    const layout = freeRig(Int32Array.of(-1, -1, -1));
    const equations = createNormalEquations(18, 24, 2, 6);
    const random = normals(3 * 9, 5);
    const point = 7;
    const rows = createResidualRows(kernels.memory, 8, 3, 1);
    for (let v = 0; v < 3; v++) {
      const row = 3 * point + v;
      rows.weights[row] = 0.5 + v;
      rows.rigs.set(random.subarray(9 * v, 9 * v + 6), 7 * row);
      rows.slopes.set(random.subarray(9 * v + 6, 9 * v + 9), 3 * row);
    }
    eliminateMeans(rows);
    assembleRows(kernels, equations, layout, expressions, [{ points: identity, rows }]);
    const N = 18 + 24 + 12;
    expect(layout.parameterCount).toBe(18);
    const weights = [0.5, 1.5, 2.5];
    const jacobian = weights.map((_, v) => {
      const j = new Float64Array(N);
      j.set(random.subarray(9 * v, 9 * v + 6), 6 * v);
      j.set(random.subarray(9 * v + 6, 9 * v + 9), 18 + 3 * point);
      j.set(random.subarray(9 * v + 6, 9 * v + 9), 18 + 24 + 6 * expressions.group[v] + 3 * (point - 6));
      return j;
    });
    const total = weights.reduce((sum, w) => sum + w, 0);
    for (let a = 0; a < N; a++)
      for (let b = 0; b <= a; b++) {
        const q = (k: number): number => weights.reduce((sum, w, v) => sum + w * jacobian[v][k], 0);
        const plain = weights.reduce((sum, w, v) => sum + w * jacobian[v][a] * jacobian[v][b], 0);
        expect(equations.hessian[a * N + b]).toBeCloseTo(plain - (q(a) * q(b)) / total, 10);
      }
  });
});

describe('landmarks', () => {
  const observation = {
    points: Float64Array.from({ length: 16 }, (_, i) => 25 + 3 * i - i * i * 0.1),
    confidence: new Float64Array(8).fill(0.8),
  };

  it('have the gradient of central differences', () => {
    const projected = project(cameras[0], points);
    const lossOf = (p: Float64Array): number => landmarkLoss({ observation, sigmaPixels: 6 }, p, new Float64Array(16));
    const gradient = new Float64Array(16);
    landmarkLoss({ observation, sigmaPixels: 6 }, projected, gradient);
    const spread = new Float64Array(24);
    for (let i = 0; i < 16; i++) spread[3 * (i >> 1) + (i & 1)] = gradient[i];
    checkGradient(lossOf, () => spread, projected);
  });

  it('steps of the normal equations lower the loss to a known answer', () => {
    const layout = freeRig(Int32Array.of(-1));
    const truth = [cameras[1]];
    const pixels = project(truth[0], points);
    const exact = {
      points: Float64Array.from({ length: 16 }, (_, i) => pixels[3 * (i >> 1) + (i & 1)]),
      confidence: new Float64Array(8).fill(1),
    };
    let state = moveRig(layout, truth, Float64Array.of(0.02, -0.03, 0.01, 1, -1, 2));
    const still: KernelPoints = { ...identity, basis: new Float64Array(8 * 3 * 8), stride: 8 };
    const expressions: ViewExpressions = { group: Int32Array.of(-1), groupCount: 0, columnCount: 0 };
    for (let step = 0; step < 8; step++) {
      const equations = createNormalEquations(6, 1);
      const rows = createResidualRows(kernels.memory, 8, 1, 2);
      landmarkRows(layout, state, [{ observation: exact, sigmaPixels: 5 }], [points], 1, rows);
      assembleRows(kernels, equations, layout, expressions, [{ points: still, rows }]);
      state = moveRig(
        layout,
        state,
        solveStep(kernels, equations, 1e-9, Uint8Array.of(0, 0, 0, 0, 0, 0, 1)) ?? new Float64Array(7),
      );
    }
    expectClose(state[0].rotation, truth[0].rotation, { atol: 1e-7 });
    expectClose(state[0].translation, truth[0].translation, { atol: 1e-5 });
  });

  it('are worth less as the head turns', () => {
    const sigmas = [0, 20, 40, 60, 80].map(landmarkSigmaMm);
    for (let i = 1; i < sigmas.length; i++) expect(sigmas[i]).toBeGreaterThan(sigmas[i - 1]);
    expect(landmarkSigmaMm(-40)).toBe(landmarkSigmaMm(40));
  });
});

describe('smoothness and fold guard', () => {
  const triangles = [0, 1, 2, 0, 2, 3, 0, 3, 4, 0, 4, 1];
  const template = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, -1, 0, 0, 0, -1, 0);

  it('have the gradients of central differences', () => {
    const smooth = smoothnessTerm(5, triangles, 0.2);
    const x = template.map((v, i) => v + normals(15, 3, 0.2)[i]);
    const both = (p: Float64Array, g: Float64Array): number =>
      smoothnessLoss(smooth, p, template, 1.5, g) + foldGuardLoss(triangles, p, template, 3, g);
    x[0] = 1.4;
    checkGradient(
      (p) => both(p, new Float64Array(15)),
      (p) => {
        const g = new Float64Array(15);
        both(p, g);
        return g;
      },
      x,
    );
    expect(foldedTriangles(triangles, x, template)).toBeGreaterThan(0);
  });

  it('cost nothing for a rigid translation', () => {
    const moved = template.map((v) => v + 4);
    expect(smoothnessLoss(smoothnessTerm(5, triangles, 1), moved, template, 1, new Float64Array(15))).toBeCloseTo(
      0,
      20,
    );
    expect(foldGuardLoss(triangles, moved, template, 1, new Float64Array(15))).toBe(0);
  });
});

describe('optimisers', () => {
  it('Adam takes the first two steps worked out by hand', () => {
    const optimizer = adam({ decayRate1: 0.9, decayRate2: 0.99, epsilon: 0 });
    const first = optimizer.update(Float64Array.of(2), optimizer.init(1), Float64Array.of(0.1));
    // m^ = 2, v^ = 4: the step is the learning rate.
    expect(first.step[0]).toBeCloseTo(-0.1, 12);
    const second = optimizer.update(Float64Array.of(-1), first.state, Float64Array.of(0.1));
    const m = (0.9 * 0.2 - 0.1) / (1 - 0.81);
    const v = (0.99 * 0.04 + 0.01) / (1 - 0.9801);
    expect(second.step[0]).toBeCloseTo((-0.1 * m) / Math.sqrt(v), 12);
  });

  function minimise<State>(optimizer: Optimizer<State>, rate: number, steps: number): Float64Array {
    const target = [0.5, -1.5];
    let x: Float64Array = Float64Array.of(3, 2);
    let state = optimizer.init(2);
    for (let i = 0; i < steps; i++) {
      const gradient = Float64Array.of(2 * (x[0] - target[0]), 20 * (x[1] - target[1]));
      const decay = 1 - i / steps;
      const update = optimizer.update(gradient, state, new Float64Array(2).fill(rate * decay));
      state = update.state;
      x = x.map((value, k) => value + update.step[k]);
    }
    return x;
  }

  it('both reach the minimum of a stretched bowl', () => {
    expectClose(minimise(adam(), 0.1, 400), [0.5, -1.5], { atol: 1e-2 });
    expectClose(minimise(sgd({ momentum: 0.9, rate: 1, maxNorm: 3 }), 0.1, 400), [0.5, -1.5], { atol: 1e-2 });
  });
});

describe('smooth displacements', () => {
  const neighbours = [[1, 2], [0, 2, 3], [0, 1], [1], []].map((ring) => Uint32Array.from(ring));

  it('have the gradient that central differences see', () => {
    checkGradient(
      (x) => displacementPrior(x, neighbours, new Float64Array(5)),
      (x) => {
        const out = new Float64Array(5);
        displacementPrior(x, neighbours, out);
        return out;
      },
      normals(5, 1, 0.3),
    );
  });

  it('cost less the smoother they are', () => {
    const cost = (values: number[]) => displacementPrior(Float64Array.from(values), neighbours, new Float64Array(5));
    expect(cost([0.1, 0.1, 0.1, 0.1, 0.1])).toBeLessThan(cost([0.1, -0.1, 0.1, -0.1, 0.1]));
  });
});
