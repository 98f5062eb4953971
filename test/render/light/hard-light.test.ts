import { describe, expect, it } from 'vitest';
import { shBasis } from '../../../src/geometry/spherical-harmonics.ts';
import { dot3, unit } from '../../../src/geometry/vector3.ts';
import { fitLight } from '../../../src/render/light/fit-light.ts';
import { fitHardLight, lampCost } from '../../../src/render/light/hard-light.ts';
import { directionalLight, irradiance } from '../../../src/render/light/sh-lighting.ts';
import { normals as normalNumbers } from '../../helpers/gradient-check.ts';

const COUNT = 900;
const LAMP = [0.6, 0.48, 0.64];
const COLOR = [0.9, 0.7, 0.5];
const around = directionalLight([0, 0.5, 1], [0.1, 0.12, 0.15], [0.2, 0.22, 0.25]);
const random = normalNumbers(4 * COUNT, 5);
const directions = Array.from({ length: COUNT }, (_, i) => {
  const [x, y, z] = [0, 1, 2].map((k) => random[3 * i + k]);
  return unit([x, y, Math.abs(z)]);
});
const normals = Float64Array.from(directions.flat());
/** Every third sample lies in the shadow of something. */
const litBy = (toLamp: readonly number[]): Float64Array =>
  Float64Array.from(directions, (n, i) => (i % 3 === 0 ? 0 : Math.max(0, dot3(n, toLamp))));
const albedo = Float64Array.from({ length: 3 * COUNT }, (_, k) => 0.3 + 0.1 * (k % 3));

/** What a view shows of it. @param strength of the lamp */
function seen(strength: number) {
  const lit = litBy(LAMP);
  const basis = new Float64Array(9);
  const observed = new Float64Array(3 * COUNT);
  directions.forEach(([x, y, z], i) => {
    const soft = irradiance(around, shBasis(x, y, z, basis), new Float64Array(3));
    for (let c = 0; c < 3; c++) observed[3 * i + c] = albedo[3 * i + c] * (soft[c] + strength * COLOR[c] * lit[i]);
  });
  const samples = { normals, albedo, observed, weights: new Float64Array(COUNT).fill(1) };
  return { samples, light: fitLight(samples) };
}

describe('a lamp that casts shadows', () => {
  const others = [
    [0, 0, 1],
    [-0.6, 0.48, 0.64],
    [0.6, -0.48, 0.64],
  ];

  it('is told by what light without shadows leaves unexplained', () => {
    const cost = lampCost(seen(1));
    const costs = [LAMP, ...others].map((toLamp) => cost(litBy(toLamp)));
    expect(costs[0]).toBeLessThan(0.02);
    for (const cost of costs.slice(1)) expect(cost).toBeGreaterThan(0.3);
    for (const cost of costs) expect(cost).toBeLessThanOrEqual(1);
  });

  it('has its colour and the light around it back', () => {
    const light = fitHardLight(seen(1), { toLamp: LAMP, lit: litBy(LAMP) });
    COLOR.forEach((c, k) => {
      expect(light?.color[k]).toBeCloseTo(c, 1);
      expect(Math.abs((light?.around[k] ?? 0) / around[k] - 1)).toBeLessThan(0.1);
    });
  });

  it('keeps its colour where one sample in ten of what it lights shines three times as bright', () => {
    const view = seen(1);
    const lit = litBy(LAMP);
    const observed = view.samples.observed.map((x, k) => (lit[Math.floor(k / 3)] > 0.7 && k % 30 < 3 ? 3 * x : x));
    const light = fitHardLight({ ...view, samples: { ...view.samples, observed } }, { toLamp: LAMP, lit });
    COLOR.forEach((c, k) => {
      expect(Math.abs((light?.color[k] ?? 0) / c - 1)).toBeLessThan(0.05);
    });
  });

  it('is none that would darken what it shines on', () => {
    const view = seen(-0.15);
    const candidate = { toLamp: LAMP, lit: litBy(LAMP) };
    expect(lampCost(view)(candidate.lit)).toBe(1);
    expect(fitHardLight(view, candidate)).toBeNull();
  });

  it('is not looked for where a sample has no weight', () => {
    const view = seen(1);
    const weights = view.samples.weights.map((_, i) => (i % 2 === 0 ? 1 : 0));
    const broken = view.samples.observed.map((x, k) => (Math.floor(k / 3) % 2 === 0 ? x : Number.NaN));
    const cost = lampCost({ ...view, samples: { ...view.samples, weights, observed: broken } });
    expect(cost(litBy(LAMP))).toBeLessThan(0.05);
  });
});
