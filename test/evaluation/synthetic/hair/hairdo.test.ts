import { describe, expect, it } from 'vitest';
import { growGuide, keepOut } from '../../../../src/evaluation/synthetic/hair/guide-strands.ts';
import {
  drawHairstyle,
  HAIR_CUTS,
  type HairCut,
  type Hairstyle,
} from '../../../../src/evaluation/synthetic/hair/hairstyle.ts';
import { headDistance } from '../../../../src/evaluation/synthetic/hair/head-distance.ts';
import { rootsWhere } from '../../../../src/evaluation/synthetic/hair/roots.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { hairRegion } from '../../../../src/head/anatomy/hair-region.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';

const head = loadBundledHead();
const distance = headDistance(head, head.template);
const roots = rootsWhere(
  { head, positions: head.template },
  (v) => hairRegion(head)[v] === 1 && head.regions.ears[v] === 0,
  300,
  createRandom(1),
);

/** The first style of a cut that seeds lead to. */
function styleOf(cut: HairCut): Hairstyle {
  for (let seed = 0; ; seed++) {
    const style = drawHairstyle(createRandom(seed), 0.4);
    if (style.cut === cut && !style.fringe) return style;
  }
}

describe('hair', () => {
  it('keeps off the skin: the distance of the head is that of its vertices', () => {
    const { scalp } = head.regions;
    // Above the ears.
    const gaps = Array.from(scalp.keys())
      .filter((v) => scalp[v] === 1 && head.template[3 * v + 1] > 40)
      .map((v) => {
        const out = [0, 1, 2].map((k) => head.template[3 * v + k] - distance.centre[k]);
        return distance.along(out[0], out[1], out[2]) - Math.hypot(...out);
      });
    expect(gaps.length).toBeGreaterThan(100);
    for (const gap of gaps) expect(Math.abs(gap)).toBeLessThan(9);
    const point = distance.centre.map((x, k) => x + (k === 1 ? 10 : 0));
    keepOut(point, distance, 5);
    expect(point[1] - distance.centre[1]).toBeCloseTo(distance.along(0, 1, 0) + 5, 6);
  });

  it('grows where hair does', () => {
    const grown = hairRegion(head);
    const places = Array.from(grown.keys()).filter((v) => grown[v] === 1);
    for (const { place, normal } of roots) {
      const nearest = Math.min(...places.map((v) => Math.hypot(...place.map((x, k) => x - head.template[3 * v + k]))));
      expect(nearest).toBeLessThan(15);
      expect(Math.hypot(...normal)).toBeCloseTo(1, 9);
    }
  });

  it.each(HAIR_CUTS)('%s: strands begin at their roots, leave the face free and do not enter the head', (cut) => {
    const style = styleOf(cut);
    for (const root of roots) {
      const { points } = growGuide(root, style, distance, createRandom(2));
      expect([...points.subarray(0, 3)]).toEqual([...root.place]);
      for (let i = 3; i < points.length; i += 3) {
        const [x, y, z] = points.subarray(i, i + 3);
        const out = [0, 1, 2].map((k) => points[i + k] - distance.centre[k]);
        expect(Math.hypot(...out)).toBeGreaterThan(distance.along(out[0], out[1], out[2]) - 2);
        // Before nose and mouth.
        if (z > 10) expect(Math.abs(x) < 25 && y < 0 && y > -90).toBe(false);
      }
    }
  });

  it('hangs to its hem', () => {
    const long = styleOf('long');
    const ends = roots.map((root) => growGuide(root, long, distance, createRandom(3)).points.at(-2) ?? 0);
    const hanging = ends.filter((y) => y < -100);
    expect(hanging.length).toBeGreaterThan(250);
    for (const y of hanging) expect(y).toBeGreaterThan((long.hem ?? 0) - 50);
  });

  it('of dark skins is dark', () => {
    for (let seed = 0; seed < 40; seed++)
      expect(Math.max(...drawHairstyle(createRandom(seed), 0.08).color)).toBeLessThan(0.06);
    const fair = Array.from({ length: 40 }, (_, seed) => Math.max(...drawHairstyle(createRandom(seed), 0.4).color));
    expect(Math.max(...fair)).toBeGreaterThan(0.3);
  });
});
