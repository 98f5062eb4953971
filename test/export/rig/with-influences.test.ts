import { describe, expect, it } from 'vitest';
import { AsmFitError } from '../../../src/errors.ts';
import { withInfluences } from '../../../src/export/rig/with-influences.ts';
import { smallRig } from '../../helpers/meshes/small-rig.ts';

const rig = smallRig(Uint8Array.of(1), Uint8Array.of(2));
const [skin, eye] = rig.primitives;
const row = [0.05, 0.4, 0.1, 0.2, 0.15, 0.1];
const wide = {
  ...rig,
  primitives: [
    {
      ...skin,
      weights: {
        influences: 6,
        joints: Uint16Array.from({ length: 24 }, (_, i) => 10 + (i % 6)),
        weights: Float32Array.from({ length: 24 }, (_, i) => row[i % 6]),
      },
    },
    eye,
  ],
};

describe('a rig with fewer influences', () => {
  it('keeps the largest weights of every vertex, which sum to 1 again', () => {
    const { influences, joints, weights } = withInfluences(wide, 4).primitives[0].weights;
    expect(influences).toBe(4);
    for (let v = 0; v < 4; v++) {
      expect(Array.from(joints.slice(4 * v, 4 * v + 4))).toEqual([11, 13, 14, 12]);
      const kept = weights.slice(4 * v, 4 * v + 4);
      for (const [k, w] of [0.4, 0.2, 0.15, 0.1].entries()) expect(kept[k]).toBeCloseTo(w / 0.85, 6);
      expect(kept.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 7);
    }
  });

  it('is as it was where no vertex has more', () => {
    expect(withInfluences(wide, 8 - 2)).toEqual(wide);
    expect(withInfluences({ ...rig, primitives: [eye] }, 8).primitives[0].weights).toBe(eye.weights);
  });

  it('cannot get more than it was made with', () => {
    const refused = () => withInfluences(wide, 8);
    expect(refused).toThrow(AsmFitError);
    expect(refused).toThrow(/--influences 8: the rig must keep as many; received one of 6/);
  });
});
