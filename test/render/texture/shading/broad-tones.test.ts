import { afterAll, describe, expect, it } from 'vitest';
import { belowJaw } from '../../../../src/head/anatomy/beard-region.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
import { albedoTexture } from '../../../../src/render/mesh/head-mesh.ts';
import { broadGains } from '../../../../src/render/texture/shading/broad-tones.ts';
import { addGains } from '../../../../src/render/texture/shading/vertex-gains.ts';
import { texelGeometry } from '../../../../src/render/texture/texels.ts';
import { vertexMap } from '../../../../src/render/texture/vertex-map.ts';

const SIZE = 128;
const head = loadBundledHead();
const kernels = openKernels(1);
afterAll(() => kernels.close());
const { memory } = kernels;
const { face, neck, lips, lids } = head.regions;
const albedo = albedoTexture(head, [0.4]);
const onNeck = vertexMap(head, SIZE, (v) => (face[v] === 0 ? neck[v] : 0));
const onCheek = vertexMap(head, SIZE, (v) => {
  const [x, y] = head.template.subarray(3 * v, 3 * v + 2);
  return face[v] === 1 && lips[v] + lids[v] === 0 && x > 30 && y < -10 ? 1 : 0;
});

const onChin = vertexMap(head, SIZE, (v) => {
  const [, y] = head.template.subarray(3 * v, 3 * v + 2);
  return face[v] === 1 && lips[v] === 0 && y < -60 ? 1 : 0;
});
const onForehead = vertexMap(head, SIZE, (v) => {
  const [x, y] = head.template.subarray(3 * v, 3 * v + 2);
  return face[v] === 1 && Math.abs(x) < 35 && y > 25 ? 1 : 0;
});
/** The throat, which no photograph shows. */
const inside = vertexMap(head, SIZE, (v) => {
  const [x, y, z] = head.template.subarray(3 * v, 3 * v + 3);
  return Math.abs(x) < 30 && y < -40 && y > -95 && z < -60 && z > -80 ? 1 : 0;
});

/** Right below the jaw. */
const onThroat = vertexMap(head, SIZE, (v) => (belowJaw(head)[v] > 0.9 ? 1 : 0));

/** Log ratios of what is made of a skin with some texels under a gain and what it was without it, means over these texels. @param chin what the skin of the chin is multiplied by */
function mended(place: Float32Array, gain: readonly number[], every = 1, chin = 1): number[] {
  const mark = memory.mark();
  const texels = texelGeometry(memory, { head, positions: head.template }, SIZE);
  const sum = memory.real(4 * texels.index.length);
  const truth = new Float64Array(sum.length);
  texels.index.forEach((texel, i) => {
    if (inside[texel] > 0) return;
    const [x, y] = [texel % SIZE, Math.floor(texel / SIZE)].map((p) => Math.floor(((p + 0.5) * albedo.width) / SIZE));
    const on = place[texel] > 0 && texel % every === 0;
    for (let c = 0; c < 3; c++) {
      truth[4 * i + c] = albedo.data[3 * (y * albedo.width + x) + c];
      if (onChin[texel] > 0) truth[4 * i + c] *= chin;
      sum[4 * i + c] = 0.5 * truth[4 * i + c] * (on ? gain[c] : 1);
    }
    sum[4 * i + 3] = 0.5;
  });
  const gains = broadGains(head, texels, sum);
  if (gains !== null) addGains(head, texels, gains, sum);
  const out = [0, 1, 2].map((c) => {
    const logs: number[] = [];
    texels.index.forEach((texel, i) => {
      if (place[texel] >= 1) logs.push(Math.log((2 * sum[4 * i + c]) / truth[4 * i + c]));
    });
    return logs.reduce((a, b) => a + b, 0) / logs.length;
  });
  memory.release(mark);
  return out;
}

describe('broad tones', () => {
  it('of a skin in one light stay', () => {
    for (const place of [onNeck, onCheek])
      for (const log of mended(place, [1, 1, 1])) expect(Math.abs(log)).toBeLessThan(0.005);
  });

  it('know nothing of moles', () => {
    const every = 31;
    for (const log of mended(onNeck, [0.3, 0.3, 0.3], every))
      expect(Math.abs(log - Math.log(0.3) / every)).toBeLessThan(0.015);
  });

  it('of a neck in shadow and in a lamp’s colour become the face’s', () => {
    for (const gain of [
      [0.5, 0.5, 0.5],
      [0.6, 0.9, 1.6],
    ])
      mended(onNeck, gain).forEach((log, c) => {
        expect(Math.abs(log)).toBeLessThan(0.35 * Math.abs(Math.log(gain[c])) + 0.02);
      });
  });

  it('of a cheek in a lamp’s colour lose the colour', () => {
    const yellow = mended(onCheek, [1.1, 1, 0.4]);
    expect(yellow[0] - yellow[2]).toBeLessThan(0.35 * Math.log(1.1 / 0.4));
    const blue = mended(onForehead, [0.7, 1, 1.5]);
    expect(blue[2] - blue[0]).toBeLessThan(0.35 * Math.log(1.5 / 0.7));
  });

  it('of a cheek keep what is darker and of no colour: a beard, a hollow', () => {
    for (const log of mended(onCheek, [0.55, 0.55, 0.55])) expect(Math.abs(log - Math.log(0.55))).toBeLessThan(0.03);
  });

  it('of a forehead in a glare lose it', () => {
    for (const log of mended(onForehead, [1.9, 2, 2.2])) expect(log).toBeLessThan(0.4 * Math.log(2));
  });

  it('of a grey and of a white beard stay', () => {
    // What is most of the way from this skin to grey.
    const grey = [0.62, 1.02, 1.4];
    for (const brightness of [0.6, 1.8])
      mended(
        onChin,
        grey.map((x) => brightness * x),
      ).forEach((log, c) => {
        expect(Math.abs(log - Math.log(brightness * grey[c]))).toBeLessThan(0.1);
      });
  });

  it('of a throat in shadow become the face’s, but not below a beard, which goes on there', () => {
    const shade = [0.4, 0.4, 0.4];
    for (const log of mended(onThroat, shade)) expect(log).toBeGreaterThan(0.5 * Math.log(0.4));
    for (const log of mended(onThroat, shade, 1, 0.3)) expect(log).toBeLessThan(0.8 * Math.log(0.4));
  });
});
