import { describe, it } from 'vitest';
import { shBasis } from '../../../src/geometry/spherical-harmonics.ts';
import { fitLight } from '../../../src/render/light/fit-light.ts';
import { irradiance } from '../../../src/render/light/sh-lighting.ts';
import { expectClose } from '../../helpers/close.ts';
import { normals } from '../../helpers/gradient-check.ts';

describe('spherical harmonics', () => {
  it('lighting is recovered from shaded samples', () => {
    const count = 400;
    const raw = normals(3 * count, 3);
    const n = raw.slice();
    for (let i = 0; i < count; i++) {
      const length = Math.hypot(raw[3 * i], raw[3 * i + 1], raw[3 * i + 2]);
      for (let k = 0; k < 3; k++) n[3 * i + k] /= length;
    }
    const truth = normals(27, 4, 0.2);
    for (let c = 0; c < 3; c++) truth[c] += 4;
    const observed = new Float64Array(3 * count);
    const basis = new Float64Array(9);
    for (let i = 0; i < count; i++) {
      const s = irradiance(truth, shBasis(n[3 * i], n[3 * i + 1], n[3 * i + 2], basis), new Float64Array(3));
      for (let c = 0; c < 3; c++) observed[3 * i + c] = 0.5 * s[c];
    }
    const found = fitLight({
      normals: n,
      albedo: new Float64Array(3 * count).fill(0.5),
      observed,
      weights: new Float64Array(count).fill(1),
    });
    // The ridge on the higher bands costs a few per cent.
    expectClose(found, truth, { rtol: 0.08, atol: 0.06 });
  });
});
