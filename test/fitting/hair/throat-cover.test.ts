import { expect, it } from 'vitest';
import { bareThroat } from '../../../src/fitting/hair/cover/throat-cover.ts';
import { headRadius } from '../../../src/fitting/hair/head-radius.ts';
import { createShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';

const sphere = createShellSphere();
const radius = headRadius(head, head.template, sphere);
const all = Array.from(radius.skull.keys());
const bearing = (i: number): number => Math.atan2(sphere.directions[3 * i], sphere.directions[3 * i + 2]);
const throat = all.filter((i) => radius.drape[i] === 1 && Math.abs(bearing(i)) < Math.PI / 4 - 1e-9);

it('a throat is bare where the jaw above it is, whatever is seen on it', () => {
  const belowChin = Float64Array.from(all, (i) => (radius.drape[i] === 1 || radius.place[i] === 1 ? 1 : -1));
  expect(throat.length).toBeGreaterThan(100);
  expect(bareThroat(sphere, radius, belowChin).sort((a, b) => a - b)).toEqual(throat);
});

it('hair before it falls from a jaw that it covers', () => {
  const onLeft = Float64Array.from(all, (i) => (bearing(i) > 0.5 ? 1 : -1));
  const bare = new Set(bareThroat(sphere, radius, onLeft));
  for (const i of throat) {
    if (bearing(i) > 0.55) expect(bare.has(i)).toBe(false);
    if (bearing(i) < 0.35) expect(bare.has(i)).toBe(true);
  }
});

it('nothing beside or behind the neck is said to be bare', () => {
  const none = new Float64Array(all.length).fill(-1);
  for (const i of bareThroat(sphere, radius, none)) expect(Math.abs(bearing(i))).toBeLessThan(Math.PI / 4);
});
