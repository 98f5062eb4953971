import { describe, expect, it } from 'vitest';
import { detailMaps } from '../../../src/fitting/finish/detail-maps.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';

const head = loadBundledHead();
const { memory } = plainKernels();
const skinCount = head.parts[0].vertexCount;
const SIZE = 64;

describe('maps of residuals', () => {
  it('are none without residuals', () => {
    expect(detailMaps(memory, { head, positions: head.template, detail: null }, SIZE)).toBeNull();
  });

  it('of a shift all over are that shift, and flat', () => {
    const detail = new Float64Array(skinCount).fill(-0.5);
    const maps = detailMaps(memory, { head, positions: head.template, detail }, SIZE);
    expect(maps?.rangeMm).toBe(0.5);
    expect(maps?.rmsMm).toBeCloseTo(0.5, 12);
    const skin = maps?.displacement.filter((d) => d !== 0) ?? new Float32Array();
    expect(skin.length).toBeGreaterThan(0.3 * SIZE * SIZE);
    expectClose(skin, new Float32Array(skin.length).fill(-0.5), { atol: 1e-6 });
    // Flat but for the border, where the skin ends.
    const { data } = maps?.normals ?? { data: new Uint8Array() };
    let flat = 0;
    for (let i = 0; i < data.length; i += 3) if (data[i] === 128 && data[i + 1] === 128 && data[i + 2] === 255) flat++;
    expect(flat).toBeGreaterThan(0.9 * SIZE * SIZE);
  });

  it('have a range that is never nothing', () => {
    const detail = new Float64Array(skinCount);
    expect(detailMaps(memory, { head, positions: head.template, detail }, SIZE)?.rangeMm).toBe(0.01);
  });
});
