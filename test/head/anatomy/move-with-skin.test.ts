import { describe, expect, it } from 'vitest';
import { moveWithSkin, type Step } from '../../../src/head/anatomy/move-with-skin.ts';
import { skinNeighbours } from '../../../src/head/anatomy/skin-neighbours.ts';
import { findSlits } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';

const head = loadBundledHead();
const v = findSlits(head).left.upper[4];
const REACH = 5;
const STEP: Step = [1, -2, 3];

describe('skin that goes with a vertex', () => {
  const positions = head.template.slice();
  moveWithSkin(head, new Map([[v, STEP]]), REACH, positions);
  const moved = (w: number): number[] => [0, 1, 2].map((k) => positions[3 * w + k] - head.template[3 * w + k]);

  it('goes as far as it does, and less the farther it is along edges: exp(-(d/reach)^2)', () => {
    moved(v).forEach((x, k) => {
      expect(x).toBeCloseTo(STEP[k], 9);
    });
    for (const n of skinNeighbours(head)[v]) {
      const d = Math.hypot(...[0, 1, 2].map((k) => head.template[3 * n + k] - head.template[3 * v + k]));
      moved(n).forEach((x, k) => {
        expect(x).toBeCloseTo(STEP[k] * Math.exp(-((d / REACH) ** 2)), 9);
      });
    }
  });

  it('stays where it is beyond two and a half reaches', () => {
    for (let w = 0; w < head.vertexCount; w++) {
      const away = Math.hypot(...[0, 1, 2].map((k) => head.template[3 * w + k] - head.template[3 * v + k]));
      if (away > 2.5 * REACH) expect(moved(w)).toEqual([0, 0, 0]);
    }
  });
});
