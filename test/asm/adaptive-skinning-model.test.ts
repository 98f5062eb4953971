import { describe, expect, it } from 'vitest';
import { asmBackward, asmForward, asmPairs, createAsm } from '../../src/asm/adaptive-skinning-model.ts';
import { HEAD_BONE, ROOT_BONE } from '../../src/asm/bones.ts';
import { skinningPairs } from '../../src/asm/mixture-weights.ts';
import { ASM_GROUPS, groupOf } from '../../src/asm/parameters.ts';
import { ALONE_AFTER_CODES, FIT_PRIORS } from '../../src/fitting/options/stage-defaults.ts';
import { boneParameterTable, bonePriorLoss } from '../../src/fitting/priors/bone-prior.ts';
import { rotationFromAxisAngle } from '../../src/geometry/rotation.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../helpers/close.ts';
import { checkGradient, dot, normals } from '../helpers/gradient-check.ts';

const kernels = plainKernels();
const head = loadBundledHead();
const model = createAsm(head, head.template);
const table = boneParameterTable(model, FIT_PRIORS.bones, ALONE_AFTER_CODES.rates.bones);

/** Rest plus a random deviation of half a prior sigma everywhere but the frame. */
function perturbed(seed: number): Float64Array {
  const noise = normals(model.rest.length, seed, 0.5);
  return model.rest.map((x, i) => x + (table.learningRate[i] === 0 ? 0 : noise[i] * table.sigma[i]));
}

describe('laws of the model', () => {
  it('weights are positive and sum to one', () => {
    const parameters = perturbed(1);
    const { weights, pairs } = asmForward(kernels, model, parameters, asmPairs(kernels.memory, model, parameters));
    for (let i = 0; i + 1 < pairs.start.length; i++) {
      let sum = 0;
      for (let n = pairs.start[i]; n < pairs.start[i + 1]; n++) {
        expect(weights.weights[n]).toBeGreaterThanOrEqual(0);
        sum += weights.weights[n];
      }
      expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
    }
  });

  it('reproduces the rest pose exactly for any binding and any mixture', () => {
    const parameters = perturbed(2);
    for (const name of ['translation', 'rotation', 'logScale'] as const)
      groupOf(model.layout, parameters, name).fill(0);
    const { positions } = asmForward(kernels, model, parameters, asmPairs(kernels.memory, model, parameters));
    expectClose(positions, model.template, { atol: 1e-9 });
  });

  it('moves rigidly when the root moves', () => {
    const parameters = model.rest.slice();
    groupOf(model.layout, parameters, 'rotation').set([0.2, -0.3, 0.1], 3 * ROOT_BONE);
    groupOf(model.layout, parameters, 'translation').set([5, 6, 7], 3 * ROOT_BONE);
    const { positions, bind } = asmForward(kernels, model, parameters, asmPairs(kernels.memory, model, parameters));
    const r = rotationFromAxisAngle(0.2, -0.3, 0.1);
    const expected = model.template.slice();
    for (let i = 0; i < expected.length; i += 3) {
      const d = [0, 1, 2].map((k) => model.template[i + k] - bind[3 * ROOT_BONE + k]);
      for (let k = 0; k < 3; k++)
        expected[i + k] = r[3 * k] * d[0] + r[3 * k + 1] * d[1] + r[3 * k + 2] * d[2] + bind[3 * ROOT_BONE + k] + 5 + k;
    }
    expectClose(positions, expected, { atol: 1e-9 });
  });

  it('gives the mirrored mesh for mirrored parameters', () => {
    const parameters = perturbed(3);
    const mirrored = model.rest.map(
      (rest, i) => rest + table.sign[i] * (parameters[table.partner[i]] - model.rest[table.partner[i]]),
    );
    const all = (p: Float64Array) =>
      skinningPairs(kernels.memory, model.layout, p, head.skinUv, model.hasMixture, HEAD_BONE, 0);
    const a = asmForward(kernels, model, parameters, all(parameters)).positions;
    const b = asmForward(kernels, model, mirrored, all(mirrored)).positions;
    let worst = 0;
    for (let v = 0; v < head.mirror.length; v++) {
      // The seam on the back of the head has two UVs; its vertices lie on the midline and mirror themselves.
      if (head.mirror[v] === v) continue;
      const m = head.mirror[v];
      worst = Math.max(
        worst,
        Math.abs(a[3 * v] + b[3 * m]),
        Math.abs(a[3 * v + 1] - b[3 * m + 1]),
        Math.abs(a[3 * v + 2] - b[3 * m + 2]),
      );
    }
    // Not exact: quads are cut along diagonals that are not mirrored, so that the position map is not either (mm).
    expect(worst).toBeLessThan(0.2);
  });

  it('sparse pairs agree with all pairs', () => {
    const parameters = perturbed(4);
    const all = skinningPairs(kernels.memory, model.layout, parameters, head.skinUv, model.hasMixture, HEAD_BONE, 0);
    const sparse = asmForward(kernels, model, parameters, asmPairs(kernels.memory, model, parameters)).positions;
    expectClose(sparse, asmForward(kernels, model, parameters, all).positions, { atol: 4e-2 });
  });
});

describe('gradient of the model', () => {
  it('agrees with central differences in every group', () => {
    const parameters = perturbed(5);
    const pairs = asmPairs(kernels.memory, model, parameters);
    const cotangent = normals(model.template.length, 6);
    const loss = (p: Float64Array): number => dot(cotangent, asmForward(kernels, model, p, pairs).positions);
    const gradWeights = new Float64Array(pairs.bones.length);
    const forward = asmForward(kernels, model, parameters, pairs);
    const gradient = asmBackward(kernels, model, parameters, forward, cotangent, gradWeights);
    for (const name of ASM_GROUPS) {
      const { start, perBone } = model.layout.groups[name];
      const indices = [0, 1, 2, 17, 30, 52, 83].map((j) => start + j * perBone + (j % perBone));
      // Losses of size 1e5 leave 1e-4 of a difference to rounding at this step.
      checkGradient(loss, () => gradient, parameters, { rtol: 1e-5, atol: 2e-3, step: 2e-6, indices });
    }
  });

  it('agrees for the prior', () => {
    const parameters = perturbed(7);
    const term = { table, factor: 1.7 };
    const prior = (p: Float64Array, out = new Float64Array(p.length)): number =>
      bonePriorLoss(term, { rest: model.rest, parameters: p }, out);
    const gradient = new Float64Array(parameters.length);
    prior(parameters, gradient);
    const indices = Array.from({ length: 60 }, (_, i) => 31 * i).filter((i) => table.learningRate[i] > 0);
    checkGradient(
      (p) => prior(p),
      () => gradient,
      parameters,
      { rtol: 1e-5, atol: 1e-4, step: 1e-5, indices },
    );
    expect(prior(model.rest)).toBe(0);
  });
});
