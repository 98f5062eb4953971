import { describe, expect, it } from 'vitest';
import { addLevelled, levelOfView } from '../../../src/render/texture/level-views.ts';

const SIZE = 256;
const index = Uint32Array.from({ length: SIZE * SIZE }, (_, k) => k);
const texels = { size: SIZE, index };

/** Over which a view fades in. */
const FADE = 12;

/** A view that shows columns from one on, in one grey with fine stripes. */
function view(from: number, grey: number): Float32Array {
  const out = new Float32Array(4 * index.length);
  for (let k = 0; k < index.length; k++) {
    const weight = Math.min(1, Math.max(0, ((k % SIZE) - from) / FADE));
    const value = weight * grey * (1 + 0.1 * (k % 2));
    out.set([value, value, value, weight], 4 * k);
  }
  return out;
}

function blend(views: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(4 * index.length);
  for (const own of views) for (let i = 0; i < sum.length; i++) sum[i] += own[i];
  return sum;
}

const grey = (sum: Float32Array, x: number): number => {
  const k = 128 * SIZE + x;
  return (sum[4 * k] / sum[4 * k + 3] + sum[4 * (k + 1)] / sum[4 * (k + 1) + 3]) / 2;
};

describe('views at one level', () => {
  const views = [view(-FADE, 0.3), view(128, 0.4)];
  const mean = blend(views);
  const levelled = new Float32Array(4 * index.length);
  for (const own of views) addLevelled(texels, levelOfView(texels, own, mean), own, levelled);

  it('go over into each other slowly where one of them begins', () => {
    const rise = (sum: Float32Array): number => grey(sum, 128 + FADE) - grey(sum, 128);
    expect(rise(mean)).toBeGreaterThan(0.05);
    expect(rise(levelled)).toBeLessThan(0.5 * rise(mean));
  });

  it('keep their tone and their detail', () => {
    expect(grey(levelled, 30)).toBeCloseTo(0.315, 2);
    expect(grey(levelled, 220)).toBeCloseTo(0.3675, 2);
    const k = 4 * (128 * SIZE + 40);
    expect(levelled[k + 4] / levelled[k]).toBeCloseTo(1.1, 2);
  });
});
