import { describe, expect, it } from 'vitest';
import { blurred } from '../../../src/kernels/jobs/pixels/gaussian-blur.ts';
import { expectClose } from '../../helpers/close.ts';

describe('a blurred picture', () => {
  it('blur keeps constants and has the variance asked for', () => {
    for (const sigma of [0.8, 1.5, 4, 9]) {
      expectClose(blurred(new Float32Array(900).fill(2), 30, 30, sigma), new Float32Array(900).fill(2), {
        atol: 1e-4,
      });
      const n = 101;
      const impulse = new Float32Array(n * n);
      impulse[50 * n + 50] = 1;
      const out = blurred(impulse, n, n, sigma);
      let variance = 0;
      for (let i = 0; i < out.length; i++) variance += out[i] * ((i % n) - 50) ** 2;
      expect(Math.sqrt(variance)).toBeGreaterThan(0.9 * sigma);
      expect(Math.sqrt(variance)).toBeLessThan(1.1 * sigma);
    }
  });
});
