import { describe, expect, it } from 'vitest';
import { BONES } from '../../../src/asm/bones.ts';
import { axesAlongBone, axesAlongNormal } from '../../../src/asm/skeleton/rest-axes.ts';
import { type Quaternion, rotationFromQuaternion } from '../../../src/geometry/quaternion.ts';
import { determinant3 } from '../../../src/geometry/rotation.ts';
import { expectClose } from '../../helpers/close.ts';
import { head, meanSkeleton, skeleton } from '../../helpers/meshes/skinned-head.ts';

/** Columns x, y, z. */
function axes(rotation: Quaternion): number[][] {
  const r = rotationFromQuaternion(rotation);
  expect(determinant3(r)).toBeCloseTo(1, 12);
  return [0, 1, 2].map((c) => [r[c], r[3 + c], r[6 + c]]);
}

describe('rest axes', () => {
  it('run with y to the tail and x to the left', () => {
    const [x, y, z] = axes(axesAlongBone([0, -3, 4]));
    expectClose(y, [0, -0.6, 0.8], { atol: 1e-12 });
    expectClose(x, [1, 0, 0], { atol: 1e-12 });
    expectClose(z, [0, -0.8, -0.6], { atol: 1e-12 });
    expect(axes(axesAlongBone([0.3, 2, 0.1]))[0][0]).toBeGreaterThan(0.9);
  });

  it('run with y along a normal, and turn no faster than it wherever it does not look straight back', () => {
    for (const normal of [
      [0, 0, 2],
      [1, 0, 0],
      [0, -1, 0.05],
      [-0.8, 0.1, -0.6],
    ]) {
      const length = Math.hypot(...normal);
      const here = axes(axesAlongNormal(normal));
      expectClose(
        here[1],
        normal.map((n) => n / length),
        { atol: 1e-12 },
      );
      const near = axes(axesAlongNormal(normal.map((n, k) => n + 1e-4 * length * [1, -1, 1][k])));
      for (const axis of [0, 1, 2]) expectClose(near[axis], here[axis], { atol: 1e-3 });
    }
  });

  it('of a skeleton stand up the neck, ahead of the eyes, out of the skin', () => {
    const { rotations } = meanSkeleton();
    const y = (name: string): number[] => axes(rotations[skeleton.names.indexOf(name)])[1];
    for (const name of ['root', 'neck', 'head', 'asm_root', 'asm_head']) expect(y(name)[1], name).toBeGreaterThan(0.9);
    for (const name of ['eye_L', 'eye_R', 'tongue', 'asm_nose_tip', 'asm_mouth', 'asm_eye_L', 'asm_eye_inner_upper_R'])
      expect(y(name)[2], name).toBeGreaterThan(0.5);
    expect(y('jaw')[1]).toBeLessThan(-0.5);
    expect(y('asm_ear_L')[0]).toBeGreaterThan(0.5);
    expect(y('asm_chin_low')[1]).toBeLessThan(-0.5);
  });

  it("of left and right are each other's mirror image", () => {
    const { rotations } = meanSkeleton();
    for (const [j, { name }] of BONES.entries()) {
      if (!name.endsWith('_L')) continue;
      const left = axes(rotations[skeleton.jointCount + j]);
      const right = axes(rotations[skeleton.names.indexOf(`asm_${name.slice(0, -1)}R`)]);
      // x of one side is minus the mirror image of the other's; the mean head is not quite symmetric.
      expectClose(left[1], [-right[1][0], right[1][1], right[1][2]], { atol: 0.2 });
      expectClose(left[0], [right[0][0], -right[0][1], -right[0][2]], { atol: 0.2 });
    }
  });

  it('belong to positions of joints, then bones', () => {
    expectClose(meanSkeleton().positions.subarray(0, 3 * head.joints.length), head.jointPositions, { atol: 0 });
  });
});
