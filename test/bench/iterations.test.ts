import { afterAll, describe, expect, it } from 'vitest';
import { innerIteration } from '../../bench/inner-iteration.ts';
import { createScene, type Scene } from '../../bench/scene.ts';
import { vertexIteration } from '../../bench/vertex-iteration.ts';
import { createAsm } from '../../src/asm/adaptive-skinning-model.ts';
import { ALONE_AFTER_CODES, FIT_PRIORS } from '../../src/fitting/options/stage-defaults.ts';
import { boneParameterTable } from '../../src/fitting/priors/bone-prior.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { type Kernels, realCopy } from '../../src/kernels/kernel.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { openCompiledBenchKernels } from '../helpers/bench-kernels.ts';
import { dot, normals } from '../helpers/gradient-check.ts';

const head = loadBundledHead();
const model = createAsm(head, head.template);

const kernels = openCompiledBenchKernels(2);
afterAll(() => kernels.close());

function scenes(views: number, size: number): { wasm: Scene; plain: Scene } {
  const of = (backEnd: Kernels): Scene =>
    createScene(backEnd, model, { viewCount: views, imageSize: size, textureSize: 64 });
  return { wasm: of(kernels), plain: of(plainKernels()) };
}

describe('what the bench times', () => {
  it('is the same iteration in either back end, five views in two waves', () => {
    const { wasm, plain } = scenes(5, 160);
    const fast = innerIteration(wasm);
    const slow = innerIteration(plain);
    expect(slow.loss).toBeGreaterThan(0);
    expect(Math.abs(fast.loss / slow.loss - 1)).toBeLessThan(1e-5);
    const difference = fast.gradient.map((x, i) => x - slow.gradient[i]);
    // Pixels on shared edges may go to the other triangle.
    expect(dot(difference, difference)).toBeLessThan(0.05 ** 2 * dot(slow.gradient, slow.gradient));
  });

  it('has, in its vertex part, the gradient of central differences', () => {
    const { wasm, plain } = scenes(3, 160);
    const cotangents = plain.cameras.map((_, v) => normals(2 * (model.template.length / 3), v, 1e-3));
    const { gradient } = vertexIteration(plain, cotangents);
    const table = boneParameterTable(model, FIT_PRIORS.bones, ALONE_AFTER_CODES.rates.bones);
    const direction = normals(model.rest.length, 9).map((x, i) =>
      table.learningRate[i] === 0 ? 0 : x * table.sigma[i],
    );
    const at = (step: number): number =>
      vertexIteration({ ...plain, parameters: plain.parameters.map((x, i) => x + step * direction[i]) }, cotangents)
        .loss;
    const numeric = (at(1e-6) - at(-1e-6)) / 2e-6;
    expect(Math.abs(dot(gradient, direction) / numeric - 1)).toBeLessThan(1e-4);
    const fast = vertexIteration(
      wasm,
      cotangents.map((values) => realCopy(wasm.kernels.memory, values)),
    );
    const difference = fast.gradient.map((x, i) => x - gradient[i]);
    expect(dot(difference, difference)).toBeLessThan(1e-3 ** 2 * dot(gradient, gradient));
  });
});
