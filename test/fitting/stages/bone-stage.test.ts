import { landmarkPoints } from '../../src/fitting/evidence/landmark-points.ts';
import { boneParameterTable } from '../../src/fitting/terms/bone-prior.ts';
import { gapPoints } from '../../src/fitting/evidence/gaps.ts';
import { describe, expect, it } from 'vitest';
import { asmForward, asmPairs, createAsm } from '../../src/asm/adaptive-skinning-model.ts';
import { addExpressionShift, EXPRESSION_BONE_PARAMETERS, expressionInfluences, influenceWeights, skinInfluences } from '../../src/asm/expression-bones.ts';
import { greyViews } from '../../src/fitting/evidence/feature-images.ts';
import { faceSamples } from '../../src/fitting/evidence/surface-samples.ts';

import { asmWorkspace, createContext, stageImages } from '../../src/fitting/stages/asm-context.ts';
import { asmObjective } from '../../src/fitting/stages/skin-objective.ts';
import type { AsmFitProblem, AsmFitState } from '../../src/fitting/stages/asm-problem.ts';


import { smoothnessTerm } from '../../src/fitting/terms/smoothness-term.ts';
import { freeRig, moveRig, type RigLayout, rigidRig } from '../../src/fitting/unknowns/rig.ts';
import { viewExpressions } from '../../src/fitting/unknowns/view-expressions.ts';
import { type Camera, project } from '../../src/geometry/camera.ts';
import { multiply3, rotationFromEuler } from '../../src/geometry/rotation.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { skinTriangles } from '../../src/head/head-model.ts';
import { createShapeSpace, pointPositions } from '../../src/head/shape/shape-space.ts';
import { createLinearImage } from '../../src/image/image.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { normals } from '../helpers/gradient-check.ts';

const SIZE = 240;
const kernels = plainKernels();
const head = loadBundledHead();
const space = createShapeSpace(head);
const model = createAsm(head, head.template);
const landmarks = landmarkPoints(space);
const closure = gapPoints(space);
const samples = faceSamples(space, 60, 1);
const flip = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1);
const cameras: Camera[] = [-0.4, 0, 0.4].map((yaw) => ({
  width: SIZE,
  height: SIZE,
  fx: 500,
  fy: 500,
  cx: SIZE / 2,
  cy: SIZE / 2,
  rotation: multiply3(flip, rotationFromEuler(0, yaw, 0)),
  translation: Float64Array.of(0, 0, 600),
}));

function problemOf(rig: RigLayout, firstLandmark: number): AsmFitProblem {
  const expressions = viewExpressions(
    cameras.map(() => ({ camera: null, expression: null })),
    space,
  );
  const views = cameras.map((_, v) => {
    const image = createLinearImage(SIZE, SIZE, 3);
    for (let i = 0; i < SIZE * SIZE; i++) {
      const value = 0.4 + 0.1 * Math.sin(0.11 * (i % SIZE) + v) + 0.1 * Math.cos(0.09 * Math.floor(i / SIZE) - v);
      image.data.fill(value, 3 * i, 3 * i + 3);
    }
    return { image, mask: new Uint8Array(SIZE * SIZE).fill(1), scale: 1, offsetX: 0, offsetY: 0 };
  });
  const points = pointPositions(landmarks, head.template);
  const observations = cameras.map((camera, v) => {
    const pixels = project(camera, points);
    const noise = normals(2 * landmarks.count, 20 + v, 2);
    return {
      points: Float64Array.from(noise, (x, i) => pixels[3 * (i >> 1) + (i & 1)] + x),
      confidence: new Float64Array(landmarks.count).fill(1, firstLandmark),
    };
  });
  const deviations = normals(expressions.groupCount * expressions.columnCount, 3, 0.05);
  return {
    model,
    freeze: [],
    rig,
    expressions,
    deviations,
    views,
    observations,
    landmarks,
    bias: null,
    closure,
    samples,
    optimizer: 'adam',
  };
}

describe('the whole objective of the ASM stage', () => {
  it.each([
    ['free cameras', freeRig(Int32Array.of(0, 0, 1))],
    ['a given rig', rigidRig(3, true)],
  ])('has the gradient of central differences in every group of unknowns, %s', (_, rig) => {
    const parameterCount = model.layout.parameterCount;
    const state: AsmFitState = {
      parameters: model.rest.map((x, i) => x + normals(parameterCount, 5, 0.003)[i]),
      cameras,
      boneTranslations: normals(3 * EXPRESSION_BONE_PARAMETERS, 6, 0.4),
    };
    const stage = {
      name: 'test',
      blurMm: 2,
      steps: 1,
      lambda: 1 / 8,
      shadingLambda: 1 / 8,
      landmarkFactor: 5,
      priorFactor: 1,
    };
    const smoothness = smoothnessTerm(model.template.length / 3, skinTriangles(head), 0.08);
    const count = parameterCount + rig.parameterCount + state.boneTranslations.length;
    const starts = [0, parameterCount, parameterCount + rig.parameterCount, count];
    for (let group = 0; group < 3; group++) {
      // The cameras hold still for the gaps of lips and lids, which only MediaPipe's points give.
      const problem = problemOf(rig, group === 1 ? 468 : 0);
      const workspace = asmWorkspace(kernels, problem);
      const images = stageImages(kernels, problem, greyViews(kernels.memory, problem.views), stage, cameras);
      const context = createContext(workspace, problem, boneParameterTable(model), smoothness, stage, images, state);
      expect(context.consistency).not.toBeNull();
      expect(context.shading).not.toBeNull();
      const { gradient } = asmObjective(workspace, problem, context, state);
      const at = (direction: Float64Array, step: number): number => {
        const moved = {
          parameters: state.parameters.map((x, i) => x + step * direction[i]),
          cameras: moveRig(
            rig,
            cameras,
            direction.subarray(starts[1], starts[2]).map((x) => step * x),
          ),
          boneTranslations: state.boneTranslations.map((x, i) => x + step * direction[starts[2] + i]),
        };
        return asmObjective(workspace, problem, context, moved).losses.total;
      };
      const direction = new Float64Array(count);
      direction.set(normals(starts[group + 1] - starts[group], 30 + group), starts[group]);
      // The frame bones are fixed: their gradient is not asked for.
      if (group === 0)
        boneParameterTable(model).learningRate.forEach((rate, i) => {
          if (rate === 0) direction[i] = 0;
        });
      const step = 1e-7;
      const numeric = (at(direction, step) - at(direction, -step)) / (2 * step);
      const analytic = direction.reduce((sum, d, i) => sum + d * gradient[i], 0);
      expect(Math.abs(analytic - numeric)).toBeLessThan(1e-3 * Math.abs(numeric));
    }
  });

  it('moves points of a view as it moves the skin they lie on', () => {
    const forward = asmForward(kernels, model, model.rest, asmPairs(kernels.memory, model, model.rest));
    const tau = normals(EXPRESSION_BONE_PARAMETERS, 8, 1);
    const influences = expressionInfluences(landmarks, forward.pairs);
    const shift = new Float64Array(3 * landmarks.count);
    addExpressionShift(influences, influenceWeights(influences, forward.weights.weights), tau, shift);
    const whole = new Float64Array(head.template.length);
    const everyVertex = skinInfluences(forward.pairs);
    addExpressionShift(everyVertex, influenceWeights(everyVertex, forward.weights.weights), tau, whole);
    const reference = pointPositions(landmarks, whole);
    for (let i = 0; i < shift.length; i++) expect(shift[i]).toBeCloseTo(reference[i], 10);
    expect(Math.max(...shift)).toBeGreaterThan(0.3);
  });
});
