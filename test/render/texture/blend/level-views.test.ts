import { describe, expect, it } from 'vitest';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { addLevelled, viewLevels } from '../../../../src/render/texture/blend/level-views.ts';

const head = loadBundledHead();
const SIZE = 256;
const index = Uint32Array.from({ length: SIZE * SIZE }, (_, k) => k);
const texels = { size: SIZE, index };
const NONE = new Uint8Array(index.length);

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
  viewLevels(head, texels, views, NONE).forEach((level, v) => {
    addLevelled(texels, level, views[v], levelled);
  });

  it('show no step where one of them begins', () => {
    const rise = (sum: Float32Array): number => grey(sum, 128 + FADE) - grey(sum, 128);
    expect(rise(mean)).toBeGreaterThan(0.045);
    expect(Math.abs(rise(levelled))).toBeLessThan(0.003);
  });

  it('leave out what one shows and two do not', () => {
    const dark = view(-FADE, 0.3);
    const spot = (x: number, y: number): boolean => x >= 96 && x < 160 && y >= 96 && y < 160;
    index.forEach((k) => {
      if (spot(k % SIZE, Math.floor(k / SIZE))) for (let c = 0; c < 3; c++) dark[4 * k + c] *= 0.2;
    });
    const all = [view(-FADE, 0.3), dark, view(-FADE, 0.3)];
    const sum = new Float32Array(4 * index.length);
    const fresh = all.map((own) => own.slice());
    viewLevels(head, texels, fresh, NONE).forEach((level, v) => {
      addLevelled(texels, level, all[v], sum);
    });
    for (const x of [20, 110, 128, 150, 200]) expect(grey(sum, x)).toBeCloseTo(0.315, 2);
  });

  it('keep the tone between theirs, and their detail', () => {
    for (const x of [30, 100, 160, 220]) expect(grey(levelled, x)).toBeCloseTo(Math.sqrt(0.315 * 0.42), 2);
    const k = 4 * (128 * SIZE + 40);
    expect(levelled[k + 4] / levelled[k]).toBeCloseTo(1.1, 2);
  });

  it('let what expressions move go with the skin around it', () => {
    // A dark brow that one of two views has there.
    const spot = Uint8Array.from(index, (k) =>
      Math.abs((k % SIZE) - 128) < 14 && Math.abs(Math.floor(k / SIZE) - 128) < 14 ? 1 : 0,
    );
    const browed = (): Float32Array =>
      view(-FADE, 0.3).map((x, i) => (i % 4 < 3 && spot[Math.floor(i / 4)] === 1 ? 0.55 * x : x));
    const [own, moved] = [NONE, spot].map((moving) => {
      const sum = new Float32Array(4 * index.length);
      const [level] = viewLevels(head, texels, [browed(), view(-FADE, 0.3)], moving);
      addLevelled(texels, level, browed(), sum);
      return grey(sum, 128);
    });
    expect(moved).toBeCloseTo(0.55 * 0.315, 2);
    expect(own).toBeGreaterThan(1.2 * moved);
  });
});
