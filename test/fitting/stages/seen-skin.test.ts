import { describe, expect, it } from 'vitest';
import { asmForward, asmPairs, createAsm } from '../../../src/asm/adaptive-skinning-model.ts';
import {
  addExpressionShift,
  EXPRESSION_BONE_PARAMETERS,
  expressionInfluences,
  influenceWeights,
  skinInfluences,
} from '../../../src/asm/expression-bones.ts';
import { landmarkPoints } from '../../../src/fitting/evidence/landmarks/landmark-points.ts';
import { pointsOnSkin, seeOnSkin, seeOnSkinBackward } from '../../../src/fitting/stages/seen-skin.ts';
import { deviationOffsets } from '../../../src/fitting/unknowns/view-expressions.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { createShapeSpace, expressionStart, pointPositions } from '../../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { dot, normals } from '../../helpers/gradient-check.ts';

const kernels = plainKernels();
const head = loadBundledHead();
const space = createShapeSpace(head);
const model = createAsm(head, head.template);
const landmarks = landmarkPoints(space);
const forward = asmForward(kernels, model, model.rest, asmPairs(kernels.memory, model, model.rest));
const influences = expressionInfluences(landmarks, forward.pairs);
const expressions = {
  group: Int32Array.of(1, -1, 0),
  groupCount: 2,
  columnCount: space.count - expressionStart(space),
};
const deviations = normals(2 * expressions.columnCount, 3, 0.3);
const boneTranslations = normals(2 * EXPRESSION_BONE_PARAMETERS, 8, 1);
const skin = { positions: forward.positions, weights: forward.weights.weights };
const set = pointsOnSkin(landmarks, expressions, deviations);

describe('points on a skin', () => {
  it('move in a view as its bones move the skin they lie on', () => {
    const tau = boneTranslations.subarray(0, EXPRESSION_BONE_PARAMETERS);
    const shift = new Float64Array(3 * landmarks.count);
    addExpressionShift(influences, influenceWeights(influences, forward.weights.weights), tau, shift);
    const whole = new Float64Array(head.template.length);
    const everyVertex = skinInfluences(forward.pairs);
    addExpressionShift(everyVertex, influenceWeights(everyVertex, forward.weights.weights), tau, whole);
    const reference = pointPositions(landmarks, whole);
    for (let i = 0; i < shift.length; i++) expect(shift[i]).toBeCloseTo(reference[i], 10);
    expect(Math.max(...shift)).toBeGreaterThan(0.3);
  });

  it("are the skin's, its group's shapes and its group's translations", () => {
    const { points, omega } = seeOnSkin(kernels.memory, set, skin, { influences, boneTranslations });
    const shared = pointPositions(landmarks, forward.positions);
    const offsets = deviationOffsets(landmarks, expressions, deviations);
    expectClose(points[1], shared, {});
    for (const [view, group] of [
      [0, 1],
      [2, 0],
    ]) {
      const tau = boneTranslations.slice(EXPRESSION_BONE_PARAMETERS * group, EXPRESSION_BONE_PARAMETERS * (group + 1));
      const expected = shared.map((x, i) => x + offsets[group][i]);
      addExpressionShift(influences, omega, tau, expected);
      expectClose(points[view], expected, { atol: 1e-12 });
    }
  });

  it('pull at skin, weights and translations with the gradient of central differences', () => {
    const cotangents = [4, 5, 6].map((seed) => normals(3 * landmarks.count, seed));
    const lossOf = (positions: Float64Array, weights: Float64Array, tau: Float64Array): number => {
      const own = { influences, boneTranslations: tau };
      const { points } = seeOnSkin(kernels.memory, set, { positions, weights }, own);
      return points.reduce((sum, ofView, v) => sum + dot(ofView, cotangents[v]), 0);
    };
    const start = [forward.positions, forward.weights.weights, boneTranslations].map((x) => Float64Array.from(x));
    const { omega } = seeOnSkin(kernels.memory, set, skin, { influences, boneTranslations });
    const [positions, weights, tau] = start.map((x) => new Float64Array(x.length));
    seeOnSkinBackward(set, { influences, omega, boneTranslations }, cotangents, {
      positions,
      weights,
      boneTranslations: tau,
    });
    [positions, weights, tau].forEach((gradient, which) => {
      const direction = normals(gradient.length, 20 + which);
      const at = (step: number): number => {
        const [p, w, t] = start.map((x, k) => (k === which ? x.map((v, i) => v + step * direction[i]) : x));
        return lossOf(p, w, t);
      };
      const numeric = (at(1e-4) - at(-1e-4)) / 2e-4;
      expect(Math.abs(numeric)).toBeGreaterThan(1e-3);
      expectClose([dot(gradient, direction)], [numeric], { rtol: 1e-6 });
    });
  });
});
