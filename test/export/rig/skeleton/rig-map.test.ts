import { describe, expect, it } from 'vitest';
import { rigMap, rigMapJson } from '../../../../src/export/rig/skeleton/rig-map.ts';
import { skeleton } from '../../../helpers/meshes/skinned-head.ts';

const joints = skeleton.names.map((name) => ({ name }));

describe('names of joints elsewhere', () => {
  it('are told for every joint of a rig, null where a system has none', () => {
    const map = rigMap(joints);
    expect(Object.keys(map)).toEqual(skeleton.names);
    expect(map.eye_L).toEqual({ unreal: 'FACIAL_L_Eye', unity: 'LeftEye', vrm: 'leftEye', rigify: 'eye.L' });
    expect(map.tongue).toEqual({ unreal: 'FACIAL_C_Tongue1', unity: null, vrm: null, rigify: 'tongue' });
    expect(map.asm_chin).toEqual({ unreal: null, unity: null, vrm: null, rigify: null });
  });

  it('are each of one joint', () => {
    for (const system of ['unreal', 'unity', 'vrm', 'rigify'] as const) {
      const names = Object.values(rigMap(joints)).flatMap((entry) => entry[system] ?? []);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('are a file with a version', () => {
    expect(JSON.parse(rigMapJson([{ name: 'jaw' }, { name: '__proto__' }]))).toEqual({
      version: 1,
      joints: expect.objectContaining({ jaw: { unreal: 'FACIAL_C_Jaw', unity: 'Jaw', vrm: 'jaw', rigify: 'jaw' } }),
    });
  });
});
