import { describe, expect, it } from 'vitest';
import { withoutHair } from '../../../src/fitting/hair/cover/hanging-cover.ts';
import { headRadius } from '../../../src/fitting/hair/head-radius.ts';
import { shellPoints } from '../../../src/fitting/hair/shell-points.ts';
import { createShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';

const sphere = createShellSphere();
const radius = headRadius(head, head.template, sphere);
const rays = Array.from(radius.skull.keys()).filter((i) => !Number.isNaN(radius.skull[i]));
const points = shellPoints(sphere, radius, new Float64Array(radius.skull.length).fill(8));
const bearing = (i: number): number =>
  (180 / Math.PI) * Math.atan2(Math.abs(sphere.directions[3 * i]), sphere.directions[3 * i + 2]);
const height = (i: number): number => points[3 * i + 1] - radius.centre[1];
const levelOf = (covers: (i: number) => boolean): Float64Array => {
  const level = new Float64Array(radius.skull.length).fill(-1);
  for (const i of rays) if (covers(i)) level[i] = 1;
  return level;
};
const scalp = (i: number): boolean => radius.place[i] === 1;
// Some rays pass through the open mouth and meet no head.
const below = rays.filter((i) => radius.drape[i] === 1 && height(i) < -100);
const chin = Math.max(...below.map(height));

describe('what hangs', () => {
  it('is no choker: bare skin is above it', () => {
    const choker = (i: number): boolean => radius.drape[i] === 1 && height(i) < chin - 15 && height(i) > chin - 50;
    const level = levelOf((i) => scalp(i) || choker(i) || (radius.place[i] === -1 && bearing(i) > 130));
    const left = new Set(withoutHair(sphere, radius, points, level));
    const beside = below.filter((i) => choker(i) && bearing(i) < 100);
    const behind = below.filter((i) => bearing(i) > 135);
    expect(beside.length).toBeGreaterThan(60);
    expect(beside.filter((i) => left.has(i)).length / beside.length).toBeGreaterThan(0.95);
    expect(behind.filter((i) => left.has(i))).toEqual([]);
  });

  it('falls over the jaw, which it overhangs, and from behind a little forwards', () => {
    // The lower, the farther to the front: by 25 degrees of bearing, some 35 mm, on 120 mm.
    const edge = (i: number): number => 75 - 25 * Math.max(0, Math.min(1, (chin + 60 - height(i)) / 120));
    const level = levelOf((i) => scalp(i) || bearing(i) > edge(i));
    const covered = rays.filter((i) => level[i] > 0);
    expect(withoutHair(sphere, radius, points, level).length / covered.length).toBeLessThan(0.01);
  });
});
