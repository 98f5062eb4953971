import { describe, expect, it } from 'vitest';
import { addLensEquations, lensSpread } from '../../../src/fitting/priors/lens-spread.ts';
import { createNormalEquations } from '../../../src/fitting/solvers/normal-equations.ts';
import { freeRig } from '../../../src/fitting/unknowns/rig.ts';
import type { Camera } from '../../../src/geometry/camera.ts';
import { expectClose } from '../../helpers/close.ts';
import { turnedCamera } from '../../helpers/fitting/textured-views.ts';
import { checkGradient } from '../../helpers/gradient-check.ts';

const SCALE = 0.04;
/** Four pictures supposed to be of one lens, one of another, one whose focal length is known. */
const RIG = freeRig(Int32Array.of(0, 1, 2, 3, 4, -1), Int32Array.of(0, 0, 0, 0, 1));
const FOCALS = [80, 80, 80, 80, 120, 60].map((focal, v) => ({ focal, sigmaLog: v < 4 ? 0.2 : 0.3 }));
const OFFSETS = Float64Array.of(0.1, 0.13, 0.08, 0.4, -0.2);

function camerasAt(offsets: ArrayLike<number>): Camera[] {
  return FOCALS.map(({ focal }, v) => {
    const f = focal * Math.exp(offsets[v] ?? 0);
    return { ...turnedCamera(0), fx: f, fy: f };
  });
}

const spreadAt = (offsets: ArrayLike<number>) => lensSpread(RIG, camerasAt(offsets), FOCALS, SCALE);

describe('focal lengths that are supposed to be of one lens', () => {
  it('have the gradient of central differences', () => {
    checkGradient(
      (x) => spreadAt(x).loss,
      (x) => spreadAt(x).gradient,
      OFFSETS,
      { rtol: 1e-6, atol: 1e-7, step: 1e-6 },
    );
  });

  it('cost the least that any common value makes them cost, and a lens of one view its own distance from what is usual', () => {
    const cost = (c: number): number =>
      OFFSETS.subarray(0, 4).reduce((sum, x) => sum + Math.log(1 + ((x - c) / SCALE) ** 2) / 2, 0) + (c / 0.2) ** 2 / 2;
    const least = Math.min(...Array.from({ length: 4001 }, (_, i) => cost(i / 8000)));
    expectClose([spreadAt(OFFSETS).loss], [least + (0.2 / 0.3) ** 2 / 2], { atol: 1e-5 });
  });

  it('cost nothing where all are usual, the common value alone where all are alike, and little more for one that is far off', () => {
    expect(spreadAt(new Float64Array(5)).loss).toBe(0);
    expectClose([spreadAt([0.1, 0.1, 0.1, 0.1, 0]).loss], [(0.1 / 0.2) ** 2 / 2], { rtol: 0.02 });
    const far = (x: number): number => spreadAt([0, 0, 0, x, 0]).loss;
    expect(far(0.2)).toBeGreaterThan(1);
    expect(far(0.6)).toBeLessThan(2.5 * far(0.2));
  });

  it('have equations in which their common value is as free as the usual one lets it be', () => {
    const first = 3;
    const n = first + 5;
    const equations = createNormalEquations(n);
    const spread = spreadAt([0.1, 0.1, 0.1, 0.1, -0.2]);
    addLensEquations(spread, first, equations);
    expectClose(equations.gradient.subarray(first), spread.gradient, {});
    const at = (a: number, b: number): number => equations.hessian[Math.max(a, b) * n + Math.min(a, b)];
    // All four by as much: the quadratic form is that of the usual value, softened by what the four may differ.
    const lens = [first, first + 1, first + 2, first + 3];
    const together = lens.reduce((sum, a) => sum + lens.reduce((row, b) => row + at(a, b), 0), 0);
    const total = 4 * spread.weights[0];
    expectClose([together], [total - total ** 2 / (total + 0.2 ** -2)], { rtol: 1e-9 });
    expect(at(first, first)).toBeGreaterThan(100);
    expectClose([at(first + 4, first + 4)], [0.3 ** -2], { rtol: 1e-12 });
    for (const a of lens) expect(at(first + 4, a)).toBe(0);
  });
});
