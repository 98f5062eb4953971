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
import { boneReach, pointsOnSkin, seeOnSkin, seeOnSkinBackward } from '../../../src/fitting/stages/seen-skin.ts';
import { deviationOffsets, groupSlice } from '../../../src/fitting/unknowns/view-expressions.ts';
import { JAW_POSE, turnJaw } from '../../../src/head/anatomy/jaw.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { jawedPoints } from '../../../src/head/shape/jawed-points.ts';
import { addShape, createShapeSpace, expressionStart, pointPositions } from '../../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { skinOnJaw } from '../../helpers/fitting/skin-evidence.ts';
import { dot, normals } from '../../helpers/gradient-check.ts';

const kernels = plainKernels();
const head = loadBundledHead();
const space = createShapeSpace(head);
const model = createAsm(head, head.template);
const landmarks = jawedPoints(space, landmarkPoints(space));
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
const pivot = [0, -30, -60];
const set = pointsOnSkin(landmarks, expressions, deviations, pivot);
const reach = boneReach(set, forward.pairs);
const rest = new Float64Array(2 * JAW_POSE);
const open = Float64Array.of(0.4, 0.05, -0.04, 2, 3, 0.1, -0.1, 0, -1, 1);

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
    const { points, omega } = seeOnSkin(kernels.memory, set, skin, { reach, boneTranslations, jaws: rest });
    const shared = pointPositions(landmarks, forward.positions);
    const offsets = deviationOffsets(landmarks, expressions, deviations);
    expectClose(points[1], shared, {});
    for (const [view, group] of [
      [0, 1],
      [2, 0],
    ]) {
      const tau = boneTranslations.slice(EXPRESSION_BONE_PARAMETERS * group, EXPRESSION_BONE_PARAMETERS * (group + 1));
      const expected = shared.map((x, i) => x + offsets[group][i]);
      addExpressionShift(influences, omega.points, tau, expected);
      expectClose(points[view], expected, { atol: 1e-12 });
    }
  });

  it('turn with the jaw as the vertices that they lie between do', () => {
    const { points } = seeOnSkin(kernels.memory, set, skin, { reach, boneTranslations, jaws: open });
    const everyVertex = skinInfluences(forward.pairs);
    const omega = influenceWeights(everyVertex, forward.weights.weights);
    const first = expressionStart(space);
    for (const [view, group] of [
      [0, 1],
      [2, 0],
    ]) {
      const whole = new Float64Array(head.template.length);
      addShape(space, groupSlice(deviations, expressions.columnCount, group), first, whole);
      const mesh = Float64Array.from(skin.positions, (x, i) => x + whole[i]);
      addExpressionShift(everyVertex, omega, groupSlice(boneTranslations, EXPRESSION_BONE_PARAMETERS, group), mesh);
      const before = pointPositions(landmarks, mesh);
      turnJaw({ ...skinOnJaw(head), pivot }, groupSlice(open, JAW_POSE, group), mesh);
      const expected = pointPositions(landmarks, mesh);
      expectClose(points[view], expected, { atol: 1e-9 });
      expect(Math.max(...expected.map((x, i) => Math.abs(x - before[i])))).toBeGreaterThan(4);
    }
  });

  it('pull at skin, weights, translations and jaws with the gradient of central differences', () => {
    const cotangents = [4, 5, 6].map((seed) => normals(3 * landmarks.count, seed));
    const lossOf = ([positions, weights, boneTranslations, jaws]: Float64Array[]): number => {
      const { points } = seeOnSkin(kernels.memory, set, { positions, weights }, { reach, boneTranslations, jaws });
      return points.reduce((sum, ofView, v) => sum + dot(ofView, cotangents[v]), 0);
    };
    const start = [forward.positions, forward.weights.weights, boneTranslations, open].map((x) => Float64Array.from(x));
    const motion = { reach, boneTranslations, jaws: open };
    const gradients = start.map((x) => new Float64Array(x.length));
    const [positions, weights, tau, jaws] = gradients;
    seeOnSkinBackward(set, { ...motion, ...seeOnSkin(kernels.memory, set, skin, motion) }, cotangents, {
      positions,
      weights,
      boneTranslations: tau,
      jaws,
    });
    gradients.forEach((gradient, which) => {
      const direction = normals(gradient.length, 20 + which);
      const at = (step: number): number =>
        lossOf(start.map((x, k) => (k === which ? x.map((v, i) => v + step * direction[i]) : x)));
      const numeric = (at(1e-4) - at(-1e-4)) / 2e-4;
      expect(Math.abs(numeric)).toBeGreaterThan(1e-3);
      expectClose([dot(gradient, direction)], [numeric], { rtol: 1e-6 });
    });
  });
});
