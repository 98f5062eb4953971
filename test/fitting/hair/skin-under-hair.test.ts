import { describe, expect, it } from 'vitest';
import { headRadius } from '../../../src/fitting/hair/head-radius.ts';
import { shellPoints } from '../../../src/fitting/hair/shell-points.ts';
import { createShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { skinUnderHair } from '../../../src/fitting/hair/skin-under-hair.ts';
import { hairRegion } from '../../../src/head/anatomy/hair-region.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';

const sphere = createShellSphere();
const radius = headRadius(head, head.template, sphere);
const points = shellPoints(sphere, radius, new Float64Array(radius.skull.length).fill(12));
const grown = hairRegion(head);
const vertices = Array.from(grown.keys());

/** Under hair that covers what lies so high over the middle of the skull, mm. */
function underHairFrom(height: number): Uint8Array {
  const level = radius.skull.map((_, i) => (points[3 * i + 1] - radius.centre[1] > height ? 1 : -1));
  return skinUnderHair(head, head.template, { sphere, head: radius, points, level });
}
const heightOf = (v: number): number => head.template[3 * v + 1] - radius.centre[1];

describe('skin under hair', () => {
  it('is where hair grows alone, all of it where hair covers everything', () => {
    expect(underHairFrom(-1e6)).toEqual(grown);
    expect(underHairFrom(1e6).includes(1)).toBe(false);
  });

  it('ends inside the edge of hair that leaves the sides bare', () => {
    const under = underHairFrom(30);
    const [high, low] = [vertices.filter((v) => heightOf(v) > 45), vertices.filter((v) => heightOf(v) < 27)];
    expect(high.filter((v) => grown[v] === 1).length).toBeGreaterThan(50);
    expect(high.filter((v) => under[v] !== grown[v])).toEqual([]);
    expect(low.filter((v) => grown[v] === 1).length).toBeGreaterThan(50);
    expect(low.filter((v) => under[v] === 1)).toEqual([]);
  });
});
