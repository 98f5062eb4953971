import { describe, expect, it } from 'vitest';
import { CLASS_COUNT } from '../../../src/capture/segmentation/classes.ts';
import { headClasses, sureSegmentation } from '../../../src/capture/segmentation/head-classes.ts';
import { viewLabels } from '../../../src/capture/segmentation/view-labels.ts';

const side = 32;
const crop = { left: 10, top: 20, width: 64, height: 64, quarterTurns: 0 };
/** A disc of class 3 with a belt of class 4 below, neither for sure. */
const label = (x: number, y: number): number => (Math.hypot(x - 15.5, y - 12) < 9 ? 3 : y > 24 ? 4 : 0);
const probabilities = new Float32Array(CLASS_COUNT * side * side).fill(0.1);
for (let k = 0; k < side * side; k++) probabilities[CLASS_COUNT * k + label(k % side, Math.floor(k / side))] = 0.5;
const segmentation = { crop, map: { side, probabilities } };

describe('the classes of a head that are kept', () => {
  it('are the likeliest, where they were', () => {
    const { labels, ...rest } = headClasses(segmentation);
    expect(rest).toEqual({ crop, side });
    labels.forEach((found, k) => {
      expect(found).toBe(label(k % side, Math.floor(k / side)));
    });
  });

  it('label a view as what the network said does, but for edges', () => {
    const image = {
      width: 128,
      height: 128,
      channels: 3 as const,
      data: Float32Array.from({ length: 3 * 128 * 128 }, (_, i) => ((i * 7919) % 13) / 130),
    };
    const view = { image, scale: 1.4, offsetX: 2, offsetY: 4 };
    const all = viewLabels(view, segmentation);
    const kept = viewLabels(view, sureSegmentation(headClasses(segmentation)));
    const apart = all.filter((found, k) => found !== kept[k]).length;
    expect(apart / all.length).toBeLessThan(0.01);
    expect(new Set(kept)).toEqual(new Set(all));
  });
});
