import { boneParameterTable, bonePriorLoss } from '../../../src/fitting/terms/bone-prior.ts';
import { describe, expect, it } from 'vitest';
import { createAsm } from '../../../src/asm/adaptive-skinning-model.ts';
import { EXPRESSION_BONE_PARAMETERS } from '../../../src/asm/expression-bones.ts';
import { asmWorkspace, createContext } from '../../../src/fitting/asm-context.ts';
import { asmObjective } from '../../../src/fitting/asm-objective.ts';

import type { AsmFitProblem } from '../../../src/fitting/asm-problem.ts';
import { smoothnessTerm } from '../../../src/fitting/smoothness.ts';
import { freeRig } from '../../../src/fitting/unknowns/rig.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { skinTriangles } from '../../../src/head/head-model.ts';
import { createShapeSpace, shapePoints } from '../../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';
import { turnedCamera } from '../../helpers/textured-views.ts';

const FACTOR = 0.7;
/** How much rarer left-right differences are than deviations from rest. */
const MIRROR_RATIO = 3;
/** mm: width of the Cauchy prior on what one view's expression moves a bone. */
const TRANSLATION_SCALE = 0.3;
const head = loadBundledHead();
const model = createAsm(head, head.template);
const count = model.layout.parameterCount;
/** A few of every group and of both sides, and what is their mirror image. */
const indices = Array.from({ length: 120 }, (_, i) => Math.floor((i * count) / 120));

describe('prior of the bones', () => {
  const table = boneParameterTable(model);
  const parameters = model.rest.map((x, i) => x + table.sigma[i] * normals(count, 5)[i]);
  const lossOf = (x: Float64Array): number => bonePriorLoss(model, table, x, FACTOR, new Float64Array(count));
  const gradientOf = (x: Float64Array): Float64Array => {
    const out = new Float64Array(count);
    bonePriorLoss(model, table, x, FACTOR, out);
    return out;
  };

  it('has the gradient of central differences', () => {
    checkGradient(lossOf, gradientOf, parameters, { rtol: 1e-6, atol: 1e-6, indices });
  });

  it('is Gaussian about rest, and about mirror symmetry', () => {
    expect(lossOf(model.rest)).toBe(0);
    const i = table.partner.findIndex((p, i) => p > i && table.learningRate[i] > 0);
    const partner = table.partner[i];
    const one = model.rest.slice();
    one[i] += 2 * table.sigma[i];
    expectClose([lossOf(one)], [FACTOR * (2 + (MIRROR_RATIO * 2) ** 2 / 2)], { rtol: 1e-9 });
    one[partner] += 2 * table.sign[i] * table.sigma[partner];
    expectClose([lossOf(one)], [FACTOR * 4], { rtol: 1e-9 });
  });

  it('says nothing of what is frozen', () => {
    const frozen = boneParameterTable(model, ['translation', 'rotation', 'scale', 'binding', 'weights']);
    expect(bonePriorLoss(model, frozen, parameters, FACTOR, new Float64Array(count))).toBe(0);
  });
});

describe("prior of the views' own translations", () => {
  it('is Cauchy, with the gradient of central differences', () => {
    const kernels = plainKernels();
    const space = createShapeSpace(head);
    const none = shapePoints(space, new Uint32Array(0), new Float64Array(0), 1);
    const cameras = [turnedCamera(0), turnedCamera(0.3)];
    const expressions = { group: Int32Array.of(0, 1), groupCount: 2, columnCount: 1 };
    const problem: AsmFitProblem = {
      model,
      freeze: [],
      rig: freeRig(Int32Array.of(-1, -1)),
      expressions,
      deviations: new Float64Array(2),
      views: [],
      observations: [null, null],
      landmarks: none,
      bias: null,
      closure: none,
      samples: none,
      optimizer: 'adam',
    };
    const stage = {
      name: 'prior',
      blurMm: null,
      steps: 1,
      lambda: 0,
      shadingLambda: 0,
      landmarkFactor: 0,
      priorFactor: 1,
    };
    const workspace = asmWorkspace(kernels, problem);
    const smoothness = smoothnessTerm(model.template.length / 3, skinTriangles(head), 1);
    const rest = {
      parameters: model.rest,
      cameras,
      boneTranslations: new Float64Array(2 * EXPRESSION_BONE_PARAMETERS),
    };
    const context = createContext(workspace, problem, boneParameterTable(model), smoothness, stage, null, rest);
    const at = (boneTranslations: Float64Array) =>
      asmObjective(workspace, problem, context, { ...rest, boneTranslations });
    const lossOf = (x: Float64Array): number => at(x).losses.total;
    const start = normals(2 * EXPRESSION_BONE_PARAMETERS, 6, 0.4);
    const own = (x: Float64Array): Float64Array => at(x).gradient.subarray(count + 12);
    expect(own(start)).toHaveLength(start.length);
    const expected = start.reduce((sum, x) => sum + Math.log(1 + (x / TRANSLATION_SCALE) ** 2) / 2, 0);
    expectClose([lossOf(start) - lossOf(rest.boneTranslations)], [expected], { rtol: 1e-9 });
    checkGradient(lossOf, own, start, { rtol: 1e-6, atol: 1e-7, indices: [0, 1, 2, EXPRESSION_BONE_PARAMETERS + 4] });
  });
});
