import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/geometry/random.ts';
import { pushPull } from '../../../src/render/texture/push-pull.ts';
import { expectClose } from '../../helpers/close.ts';

const SIZE = 16;
const random = createRandom(5);
/** One texel in nine is known. */
const weights = Float32Array.from({ length: SIZE * SIZE }, () => (random.uniform() < 1 / 9 ? 1 : 0));

function known(value: (texel: number, channel: number) => number): Float32Array {
  return Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => {
    const texel = Math.floor(i / 3);
    return weights[texel] * value(texel, i % 3);
  });
}

const wave = known((texel, c) => 0.5 + 0.4 * Math.sin(texel + 2 * c));

describe('texels without a colour', () => {
  it('push-pull keeps known texels and continues a constant', () => {
    const weights = new Float32Array(64);
    for (const i of [0, 9, 63]) weights[i] = 1;
    const premultiplied = Float32Array.from({ length: 192 }, (_, i) => 0.7 * weights[Math.floor(i / 3)]);
    expectClose(pushPull(premultiplied, weights, 8), new Float32Array(192).fill(0.7), { atol: 1e-5 });
  });

  it('leave known ones as they are, and lie between them', () => {
    const out = pushPull(wave, weights, SIZE);
    weights.forEach((weight, texel) => {
      if (weight === 1)
        expectClose(out.subarray(3 * texel, 3 * texel + 3), wave.subarray(3 * texel, 3 * texel + 3), { atol: 1e-7 });
    });
    for (let c = 0; c < 3; c++) {
      const there = Array.from(weights.keys()).filter((texel) => weights[texel] === 1);
      const values = there.map((texel) => wave[3 * texel + c]);
      const filled = out.filter((_, i) => i % 3 === c);
      expect(Math.min(...filled)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
      expect(Math.max(...filled)).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
    }
  });

  it('follow the known ones linearly, each channel by itself', () => {
    const other = known((texel) => Math.cos(3 * texel));
    const both = wave.map((x, i) => 2 * x - 0.5 * other[i]);
    const [a, b] = [pushPull(wave, weights, SIZE), pushPull(other, weights, SIZE)];
    expectClose(
      pushPull(both, weights, SIZE),
      a.map((x, i) => 2 * x - 0.5 * b[i]),
      { atol: 1e-5 },
    );
    const red = pushPull(
      wave.map((x, i) => (i % 3 === 0 ? x : 0)),
      weights,
      SIZE,
    );
    expectClose(
      red,
      a.map((x, i) => (i % 3 === 0 ? x : 0)),
      { atol: 1e-7 },
    );
  });

  it('give way to what is around them as far as their weight is short of 1', () => {
    const half = Float32Array.from({ length: SIZE * SIZE }, (_, texel) => ((texel * 7) % 10) / 10);
    const constant = Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => 0.3 * half[Math.floor(i / 3)]);
    expectClose(pushPull(constant, half, SIZE), new Float32Array(3 * SIZE * SIZE).fill(0.3), { atol: 1e-5 });
  });

  it('are filled alike across and down', () => {
    const other = (i: number) => (i % SIZE) * SIZE + Math.floor(i / SIZE);
    const transposed = (image: Float32Array) => image.map((_, i) => image[3 * other(Math.floor(i / 3)) + (i % 3)]);
    const turned = pushPull(
      transposed(wave),
      weights.map((_, i) => weights[other(i)]),
      SIZE,
    );
    expectClose(turned, transposed(pushPull(wave, weights, SIZE)), { atol: 1e-6 });
  });

  it('are black where nothing is known at all', () => {
    expectClose(pushPull(new Float32Array(48), new Float32Array(16), 4), new Float32Array(48), {});
  });
});
