import { describe, expect, it } from 'vitest';
import { BONES, HEAD_BONE, ROOT_BONE } from '../../../src/asm/bones.ts';
import { createSkeleton } from '../../../src/asm/skeleton/skeleton.ts';
import { head, skeleton } from '../../helpers/meshes/skinned-head.ts';

const { names, parents, jointCount, carriers } = skeleton;
const parentOf = (name: string): string => names[parents[names.indexOf(name)]];

describe('the skeleton', () => {
  it('has the joints of the head, then the bones, parents first and one root', () => {
    expect(names.slice(0, jointCount)).toEqual(['root', 'neck', 'head', 'jaw', 'eye_L', 'eye_R', 'tongue']);
    expect(names.slice(jointCount)).toEqual(BONES.map(({ name }) => `asm_${name}`));
    expect(new Set(names).size).toBe(names.length);
    parents.forEach((parent, j) => {
      expect(parent < j && parent < 0 === (j === 0), names[j]).toBe(true);
    });
  });

  it('hangs lower lip, chin and jaw line on the jaw, the throat on the neck, all else on the head', () => {
    const under = (joint: string): string[] =>
      names.filter((_, j) => j >= jointCount && names[carriers[j]] === joint).map((name) => name.slice(4));
    expect(under('jaw').filter((name) => !name.endsWith('_R'))).toEqual([
      'lip_lower_mid',
      'lip_lower_side_L',
      'chin',
      'chin_side_L',
      'jaw_L',
      'chin_low',
      'chin_side_low_L',
    ]);
    expect(under('neck')).toEqual(['root', 'neck_front', 'neck_side_L', 'neck_side_R']);
    expect(under('jaw').length + under('neck').length + under('head').length).toBe(BONES.length);
    expect(names[carriers[jointCount + ROOT_BONE]]).toBe('neck');
    expect(names[carriers[jointCount + HEAD_BONE]]).toBe('head');
  });

  it('keeps a parent where both move with one joint, and takes the joint where not', () => {
    expect(parentOf('asm_lip_corner_L')).toBe('asm_mouth');
    expect(parentOf('asm_mouth')).toBe('asm_head');
    expect(parentOf('asm_head')).toBe('head');
    expect(parentOf('asm_lip_lower_mid')).toBe('jaw');
    expect(parentOf('asm_chin')).toBe('jaw');
    expect(parentOf('asm_neck_front')).toBe('asm_root');
    expect(parentOf('asm_root')).toBe('neck');
  });

  it('is of heads that have its joints', () => {
    const joints = head.joints.filter(({ name }) => name !== 'jaw');
    expect(() => createSkeleton({ ...head, joints })).toThrow(/must have the joint jaw/);
  });
});
