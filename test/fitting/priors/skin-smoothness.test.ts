import { describe, expect, it } from 'vitest';
import { skinNeighbours, smoothnessLoss, smoothnessTerm } from '../../../src/fitting/priors/skin-smoothness.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';

const neighbours = skinNeighbours(5, [0, 1, 2, 0, 2, 3, 0, 3, 4, 0, 4, 1]);
const template = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, -1, 0, 0, 0, -1, 0);

describe('smoothness', () => {
  it('has the gradient of central differences', () => {
    const term = smoothnessTerm(neighbours, 0.2, 1.5);
    checkGradient(
      (positions) => smoothnessLoss(term, { positions, template }, new Float64Array(15)),
      (positions) => {
        const out = new Float64Array(15);
        smoothnessLoss(term, { positions, template }, out);
        return out;
      },
      template.map((v, i) => v + normals(15, 3, 0.2)[i]),
    );
  });

  it('is factor |lap|^2/(2 sigma^2) of the displacement', () => {
    const positions = template.slice();
    // The centre has four neighbours, each of which has it and two others.
    positions[2] += 0.6;
    const expected = (1.5 * (0.6 ** 2 + 4 * 0.2 ** 2)) / (2 * 0.2 ** 2);
    const term = smoothnessTerm(neighbours, 0.2, 1.5);
    expectClose([smoothnessLoss(term, { positions, template }, new Float64Array(15))], [expected], { rtol: 1e-12 });
  });

  it('costs nothing for a rigid translation', () => {
    const positions = template.map((v) => v + 4);
    const term = smoothnessTerm(neighbours, 1, 1);
    expect(smoothnessLoss(term, { positions, template }, new Float64Array(15))).toBeCloseTo(0, 20);
  });
});
