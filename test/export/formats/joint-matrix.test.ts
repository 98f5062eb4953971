import { describe, expect, it } from 'vitest';
import { inverseJointMatrix, jointMatrix } from '../../../src/export/formats/joint-matrix.ts';
import { quaternionFromAxisAngle } from '../../../src/geometry/quaternion.ts';
import { expectClose } from '../../helpers/close.ts';

describe("joints' matrices", () => {
  it('lead there and back', () => {
    const joint = {
      name: 'jaw',
      parent: -1,
      position: [1, 2, 3] as const,
      rotation: quaternionFromAxisAngle([0.3, 0.7, -0.4]),
    };
    const [there, back] = [jointMatrix(joint), inverseJointMatrix(joint)];
    const product = Array.from({ length: 16 }, (_, i) =>
      [0, 1, 2, 3].reduce((sum, k) => sum + there[4 * k + (i % 4)] * back[4 * Math.floor(i / 4) + k], 0),
    );
    expectClose(product, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], { atol: 1e-12 });
    expect(Array.from(there.slice(12))).toEqual([1, 2, 3, 1]);
  });
});
