import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { enamelTexture } from '../../scripts/head/occlusion/enamel.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';

const of = (...rgb: number[]): number[] => [...enamelTexture({ width: 1, height: 1, data: Uint8Array.from(rgb) }).data];

describe('enamel', () => {
  it('is warm and lighter than grey, from dark to light', () => {
    for (const grey of [40, 120, 190]) {
      const [r, g, b] = of(grey, grey, grey);
      expect(r).toBeGreaterThan(g);
      expect(g).toBeGreaterThan(b);
      expect(b).toBeGreaterThan(grey);
    }
  });

  it('is not on gums, and goes over into them', () => {
    expect(of(120, 40, 45)).toEqual([120, 40, 45]);
    const [, , half] = of(150, 120, 118);
    expect(half).toBeGreaterThanOrEqual(118);
    expect(half).toBeLessThan(of(118, 118, 118)[2]);
  });

  it('covers the teeth that ship', async () => {
    const path = loadBundledHead().partTextures.teeth;
    const data = await sharp(path).removeAlpha().raw().toBuffer();
    const sums = [0, 0, 0];
    for (let i = 0; i < data.length; i += 3) {
      const [r, g, b] = data.subarray(i, i + 3);
      const isTooth = Math.min(r, g, b) > 80 && Math.min(r, g, b) < 140 && Math.max(r, g, b) - Math.min(r, g, b) < 60;
      if (isTooth) for (let k = 0; k < 3; k++) sums[k] += data[i + k];
    }
    expect(sums[0] / sums[2]).toBeGreaterThan(1.12);
    expect(sums[0] / sums[2]).toBeLessThan(1.3);
  });
});
