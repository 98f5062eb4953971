import { afterAll, describe, expect, it } from 'vitest';
import { SH_BANDS, shBasis } from '../../../src/geometry/spherical-harmonics.ts';
import { beardRegion, belowJaw, jawRegion } from '../../../src/head/anatomy/beard-region.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { directionalLight, irradiance } from '../../../src/render/light/sh-lighting.ts';
import { albedoTexture } from '../../../src/render/mesh/head-mesh.ts';
import { colorsAt, texelGeometry } from '../../../src/render/texture/texels.ts';
import { vertexMap } from '../../../src/render/texture/vertex-map.ts';
import { withoutBeard } from '../../../src/render/texture/without-beard.ts';

const SIZE = 128;
const head = loadBundledHead();
const kernels = openKernels(1);
afterAll(() => kernels.close());
const texels = texelGeometry(kernels.memory, { head, positions: head.template }, SIZE);
const count = texels.index.length;
const surface = { normals: Float64Array.from(texels.normals), albedo: colorsAt(texels, albedoTexture(head)) };
const beard = vertexMap(head, SIZE, (v) => beardRegion(head)[v]);
const away = vertexMap(head, SIZE, (v) => (beardRegion(head)[v] === 1 || belowJaw(head)[v] > 0 ? 1 : 0));

/** What a light from above shows of all texels, a beard so dark. */
function shown(dark: number) {
  const light = directionalLight([0.2, 0.7, 1], [0.8, 0.7, 0.6], [0.3, 0.3, 0.3]);
  const basis = new Float64Array(SH_BANDS);
  const shade = new Float64Array(3);
  const observed = new Float64Array(3 * count);
  texels.index.forEach((texel, i) => {
    const [x, y, z] = surface.normals.subarray(3 * i, 3 * i + 3);
    irradiance(light, shBasis(x, y, z, basis), shade);
    const hair = beard[texel] > 0 ? dark : 1;
    for (let c = 0; c < 3; c++) observed[3 * i + c] = hair * surface.albedo[3 * i + c] * shade[c];
  });
  return { observed, weights: new Float64Array(count).fill(1) };
}

describe('what tells of the light on a face', () => {
  it('is all of it where nobody has a beard, or stubble', () => {
    for (const dark of [1, 0.75]) {
      const samples = [shown(dark), shown(dark)];
      expect(withoutBeard(head, texels, surface, samples)).toBe(samples);
    }
  });

  it('is not a beard, nor the throat below it', () => {
    const samples = [shown(0.2), shown(0.3)];
    const told = withoutBeard(head, texels, surface, samples);
    expect(told[0].observed).toBe(samples[0].observed);
    for (const { weights } of told) {
      // Where beards grow is looked up in a map of another size: at its edge a texel may fall to either side.
      const off = Array.from(texels.index).filter((texel, i) => weights[i] !== (away[texel] > 0 ? 0 : 1));
      expect(off.length / count).toBeLessThan(0.03);
    }
  });

  it('finds the lower jaw below the lips, and the throat, not the mouth, below that', () => {
    const { lips, mouth } = head.regions;
    const height = (v: number): number => head.template[3 * v + 1];
    const of = (share: ArrayLike<number>): number[] =>
      Array.from({ length: share.length }, (_, v) => v).filter((v) => share[v] > 0);
    expect(Math.max(...of(jawRegion(head)).map(height))).toBeLessThan(Math.min(...of(lips).map(height)));
    const throat = of(belowJaw(head));
    expect(throat.some((v) => mouth[v] === 1 || lips[v] === 1)).toBe(false);
    const chin = Math.min(...of(jawRegion(head)).map(height));
    const front = throat.filter((v) => Math.abs(head.template[3 * v]) < 10);
    expect(Math.min(...front.map(height))).toBeGreaterThan(chin - 45);
    expect(Math.min(...front.map(height))).toBeLessThan(chin - 20);
  });
});
