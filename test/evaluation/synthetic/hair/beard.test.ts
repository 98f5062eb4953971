import { describe, expect, it } from 'vitest';
import { FACE_SKIN } from '../../../../src/capture/segmentation/classes.ts';
import { BEARD_CUTS, beardHairs, drawBeard, paintBeard } from '../../../../src/evaluation/synthetic/hair/beard.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { embeddedPoints } from '../../../../src/head/head-model.ts';
import { createLinearImage } from '../../../../src/image/image.ts';
import { head } from '../../../helpers/meshes/bundled-scan.ts';

const marks = embeddedPoints(head.embeddings.ibug68, head.template);
const mark = (l: number): number[] => [...marks.subarray(3 * l, 3 * l + 3)];
const shaped = { head, positions: head.template };

describe.each(BEARD_CUTS)('a beard (%s)', (cut) => {
  const beard = { cut, color: [0.05, 0.04, 0.03], length: 6 } as const;
  const { positions, label, triangles } = beardHairs(shaped, beard, createRandom(5));
  const hairs = positions.length / 36;
  const root = (s: number): number[] => [0, 1, 2].map((k) => (positions[36 * s + k] + positions[36 * s + 3 + k]) / 2);
  const roots = Array.from({ length: hairs }, (_, s) => root(s));

  it('is skin to the classes, and leaves lips, eyes and forehead bare', () => {
    expect(label).toBe(FACE_SKIN);
    expect(triangles.length / 3).toBe(10 * hairs);
    const lip = mark(57);
    for (const [x, y, z] of roots) {
      expect(y).toBeLessThan(0);
      expect(Math.hypot(x - lip[0], y - (lip[1] + 3), z - lip[2])).toBeGreaterThan(3);
    }
  });

  it('grows on both sides alike, hairs no longer than they are to be', () => {
    const left = roots.filter(([x]) => x > 0).length / hairs;
    expect(Math.abs(left - 0.5)).toBeLessThan(0.05);
    for (let s = 0; s < hairs; s += 50) {
      const tip = [0, 1, 2].map((k) => (positions[36 * s + 30 + k] + positions[36 * s + 33 + k]) / 2);
      expect(Math.hypot(...tip.map((x, k) => x - roots[s][k]))).toBeLessThan(6 * 1.2);
    }
  });

  it('darkens the skin beneath and nothing else', () => {
    const skin = createLinearImage(256, 256, 3);
    skin.data.fill(0.5);
    const painted = paintBeard(head, skin, beard);
    const changed = painted.data.filter((x) => x < 0.499).length / painted.data.length;
    expect(changed).toBeGreaterThan(0.005);
    expect(changed).toBeLessThan(0.3);
  });
});

describe('beards of seeds', () => {
  it('are of all cuts', () => {
    const cuts = new Set(Array.from({ length: 40 }, (_, seed) => drawBeard(createRandom(seed), 0.3).cut));
    expect(cuts.size).toBe(BEARD_CUTS.length);
  });
});
