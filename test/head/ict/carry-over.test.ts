import { describe, expect, it } from 'vitest';
import { alignSimilarity, applySimilarity } from '../../../src/geometry/similarity.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { carryOver } from '../../../src/head/ict/carry-over.ts';
import { withoutSimilarity } from '../../../src/head/ict/without-similarity.ts';
import { populationHead } from '../../../src/head/people/population-head.ts';
import { packPopulation, unpackPopulation } from '../../../src/head/people/skin-population.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { strangers } from '../../helpers/meshes/strangers.ts';

const head = loadBundledHead();
const skinSize = 3 * head.parts[0].vertexCount;
const face = Array.from(head.regions.face.keys()).filter((v) => head.regions.face[v]);

describe('people of another model', () => {
  const { model, truth } = strangers(head);
  const kernels = openKernels(2);
  const people = carryOver(kernels, head, model);
  kernels.close();

  it('keep their shape on our skin', () => {
    // The frame is the head's own up to what fits its template best.
    const own = (positions: Float64Array) => face.flatMap((v) => Array.from(positions.subarray(3 * v, 3 * v + 3)));
    const [carried, wanted] = [own(people.mean), own(truth)];
    const placed = applySimilarity(alignSimilarity(carried, wanted), carried);
    const errors = face.map((_, i) => Math.hypot(...[0, 1, 2].map((k) => placed[3 * i + k] - wanted[3 * i + k])));
    expect(errors.reduce((a, b) => a + b) / errors.length).toBeLessThan(0.6);
  }, 60_000);

  it('keep their modes, but for shift, turn and size', () => {
    const stride = 3 * head.vertexCount;
    [1, 2].forEach((k, m) => {
      const mode = Float32Array.from(head.identity.deltas.subarray(k * stride, k * stride + skinSize));
      const wanted = withoutSimilarity(truth, mode, Uint32Array.from(face));
      let [dot, a, b] = [0, 0, 0];
      for (const v of face)
        for (let i = 3 * v; i < 3 * v + 3; i++) {
          dot += wanted[i] * people.modes[m][i];
          a += wanted[i] ** 2;
          b += people.modes[m][i] ** 2;
        }
      expect(dot / Math.sqrt(a * b)).toBeGreaterThan(0.97);
    });
  });

  it('are packed to micrometres, and refused on another skin', () => {
    const bytes = packPopulation(people);
    const back = unpackPopulation(bytes, head.parts[0].vertexCount, 'people.bin');
    expectClose(back.mean, people.mean, { atol: 1e-4 });
    back.modes.forEach((mode, k) => {
      expectClose(mode, people.modes[k], { atol: 1e-3 });
    });
    expect(() => unpackPopulation(bytes, 10, 'people.bin')).toThrow(
      /people.bin: must hold a population on 10 vertices/,
    );
  });

  it('become a head whose parts go with its skin', () => {
    const other = populationHead(head, people);
    const shut = populationHead(head, { ...people, mean: head.template.slice(0, skinSize), modes: [] });
    expectClose(shut.template, head.template, { atol: 1e-9 });
    expectClose(shut.jointPositions, head.jointPositions, { atol: 1e-9 });
    const shift = Float64Array.from({ length: skinSize }, (_, i) => head.template[i] + 7 * Number(i % 3 === 1));
    const raised = populationHead(head, { ...people, mean: shift, modes: [] });
    expectClose(
      raised.template,
      head.template.map((x, i) => x + 7 * Number(i % 3 === 1)),
      { atol: 1e-9 },
    );
    expect(other.identity.deltas.length).toBe(2 * 3 * head.vertexCount);
  });
});
