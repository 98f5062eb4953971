import { describe, expect, it } from 'vitest';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { albedoTexture } from '../../../src/render/mesh/head-mesh.ts';
import { fitAlbedoModel } from '../../../src/render/texture/albedo-prior.ts';
import { expectClose } from '../../helpers/close.ts';

describe("the albedo model's own colours", () => {
  const head = loadBundledHead();
  const { size } = head.albedo;
  const seen = new Float32Array(size * size).fill(1);
  const distance = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, x, i) => sum + Math.abs(x - b[i]), 0) / a.length;

  it('for nothing seen are its mean', () => {
    const mean = albedoTexture(head).data;
    expectClose(fitAlbedoModel(head, new Float32Array(mean.length), new Float32Array(size * size), size), mean, {});
  });

  it('for a face that it can make are that face', () => {
    const truth = albedoTexture(head, [1, -0.7, 0.4, 0.2, -0.3]).data;
    const found = fitAlbedoModel(head, truth, seen, size);
    expect(distance(found, truth)).toBeLessThan(0.02 * distance(albedoTexture(head).data, truth) + 1e-4);
  });

  it('go no farther than two standard deviations', () => {
    const wild = albedoTexture(head).data.map((x) => 5 * x);
    const found = fitAlbedoModel(head, wild, seen, size);
    const corner = albedoTexture(head, new Float64Array(head.albedo.modeCount).fill(2)).data;
    const spread = distance(corner, albedoTexture(head).data);
    expect(distance(found, albedoTexture(head).data)).toBeLessThan(3 * spread);
    expect(found.every((x) => x > 0 && x < 1)).toBe(true);
  });
});
