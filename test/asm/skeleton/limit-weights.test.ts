import { describe, expect, it } from 'vitest';
import { bestInfluences, type VertexBones } from '../../../src/asm/skeleton/best-influences.ts';
import { boneMoveLoss, poseLoss, wholePoseLoss } from '../../../src/asm/skeleton/influence-loss.ts';
import { limitWeights } from '../../../src/asm/skeleton/limit-weights.ts';
import type { LimitedWeights } from '../../../src/asm/skeleton/limited-weights.ts';
import { createPoseEnergy, type WeightPoses } from '../../../src/asm/skeleton/pose-energy.ts';
import { skeletonTransforms } from '../../../src/asm/skeleton/skeleton-transforms.ts';
import { skeletonWeights } from '../../../src/asm/skeleton/skeleton-weights.ts';
import { BONE_SHIFT_MM, BONE_TURN, restPose, standardPoses } from '../../../src/asm/skeleton/standard-poses.ts';
import { expectClose } from '../../helpers/close.ts';
import { normals } from '../../helpers/gradient-check.ts';
import { head, meanSkeleton, model, skeleton, skinned } from '../../helpers/meshes/skinned-head.ts';

const { positions: joints } = meanSkeleton();
const tree = { positions: joints, parents: skeleton.parents };
const poses: WeightPoses = {
  skeleton,
  joints,
  transforms: standardPoses(head, skeleton).map((pose) => skeletonTransforms(tree, pose)),
};
const { pairs, weights: fitted } = skinned(model.rest);
const skin = { positions: model.template, dense: skeletonWeights(head, skeleton, pairs, fitted.weights) };
const count = skeleton.names.length;
const vertexCount = skin.positions.length / 3;
/** A vertex beside the nose, which many bones move. */
const VERTEX = head.embeddings.ibug68.vertices[3 * 31];

/** The largest weights of each row, renormalised. */
function largest(influences: number): LimitedWeights {
  const out = {
    influences,
    joints: new Uint16Array(influences * vertexCount),
    weights: new Float32Array(influences * vertexCount),
  };
  for (let v = 0; v < vertexCount; v++) {
    const row = skin.dense.subarray(v * count, (v + 1) * count);
    const order = Array.from(row.keys()).sort((a, b) => row[b] - row[a]);
    const kept = order.slice(0, influences);
    const sum = kept.reduce((total, j) => total + row[j], 0);
    kept.forEach((j, k) => {
      out.joints[v * influences + k] = j;
      out.weights[v * influences + k] = row[j] / sum;
    });
  }
  return out;
}

describe('the energy of poses', () => {
  const x = skin.positions.subarray(3 * VERTEX, 3 * VERTEX + 3);
  const bones = Array.from({ length: count }, (_, j) => j).filter((j) => skin.dense[VERTEX * count + j] > 0);
  const energy = createPoseEnergy(poses)(x, bones);

  it('is the squared distance over all poses of what wrong weights move', () => {
    const noise = normals(bones.length, 3, 0.1);
    const mean = noise.reduce((sum, e) => sum + e, 0) / noise.length;
    const errors = noise.map((e) => e - mean);
    const square = ({ linear, offset }: (typeof poses.transforms)[number]): number =>
      [0, 1, 2].reduce((sum, k) => {
        const d = bones.reduce((total, j, i) => {
          const row = 9 * j + 3 * k;
          const at = linear[row] * x[0] + linear[row + 1] * x[1] + linear[row + 2] * x[2] + offset[3 * j + k];
          return total + errors[i] * at;
        }, 0);
        return sum + d * d;
      }, 0);
    // Whole poses count 100 times; bones apart 0.01 once more.
    let expected = 100 * poses.transforms.reduce((sum, pose) => sum + square(pose), 0);
    for (let b = skeleton.jointCount; b < count; b++)
      for (const axis of [0, 1, 2])
        for (const way of [1, -1]) {
          const [shift, turn] = [restPose(skeleton), restPose(skeleton)];
          shift.translations[3 * b + axis] = way * BONE_SHIFT_MM;
          turn.rotations[3 * b + axis] = way * BONE_TURN;
          expected += square(skeletonTransforms(tree, shift)) + square(skeletonTransforms(tree, turn));
        }
    expected += 0.01 * errors.reduce((sum, e) => sum + e * e, 0);
    let actual = 0;
    for (const i of bones.keys()) for (const j of bones.keys()) actual += errors[i] * errors[j] * energy.pair(i, j);
    expect(actual / expected).toBeCloseTo(1, 9);
  });

  it('says how far wrong weights take the vertex in the pose that takes it farthest, whatever poses count', () => {
    const noise = normals(bones.length, 7, 0.1);
    const mean = noise.reduce((sum, e) => sum + e, 0) / noise.length;
    const errors = noise.map((e) => e - mean);
    const distances = poses.transforms.map(({ linear, offset }) =>
      Math.hypot(
        ...[0, 1, 2].map((k) =>
          bones.reduce((total, j, i) => {
            const row = 9 * j + 3 * k;
            const at = linear[row] * x[0] + linear[row + 1] * x[1] + linear[row + 2] * x[2] + offset[3 * j + k];
            return total + errors[i] * at;
          }, 0),
        ),
      ),
    );
    for (const wholePose of [1, 100, 6400]) {
      const { farthest } = createPoseEnergy(poses)(x, bones, wholePose);
      expect(farthest(errors)).toBeCloseTo(Math.max(...distances), 9);
    }
  });

  it('multiplies weights as its pairs do', () => {
    const weights = Array.from(normals(bones.length, 5));
    const expected = weights.map((_, i) => weights.reduce((sum, w, j) => sum + w * energy.pair(i, j), 0));
    expectClose(energy.times(weights), expected, { rtol: 1e-9, atol: 1e-6 });
  });
});

describe('the best influences', () => {
  /** Bones that move apart along axes: an energy that says what each costs. */
  const apart = (costs: readonly number[]) => ({
    farthest: () => 0,
    pair: (i: number, j: number) => (i === j ? costs[i] : 0),
    times: (weights: readonly number[]) => weights.map((w, i) => w * costs[i]),
  });

  const ofOneJoint = (weights: readonly number[]): VertexBones => ({ weights, carriers: weights.map(() => 0) });

  it('are all of them where there are few', () => {
    const { chosen, weights } = bestInfluences(apart([1, 2]), ofOneJoint([0.25, 0.75]), 4);
    expect([...chosen].sort()).toEqual([0, 1]);
    expectClose(
      chosen.map((i) => weights[chosen.indexOf(i)]),
      chosen.map((i) => [0.25, 0.75][i]),
      { atol: 1e-12 },
    );
  });

  it('keep a light bone that moves far, and share out what is lost by what that costs', () => {
    const { chosen, weights } = bestInfluences(apart([1, 1000, 1, 3]), ofOneJoint([0.45, 0.05, 0.2, 0.3]), 3);
    expect([...chosen].sort()).toEqual([0, 1, 3]);
    const of = (i: number): number => weights[chosen.indexOf(i)];
    // 0.2 goes out in shares of 1, 1/1000 and 1/3.
    const unit = 0.2 / (1 + 1 / 1000 + 1 / 3);
    expectClose([of(0), of(1), of(3)], [0.45 + unit, 0.05 + unit / 1000, 0.3 + unit / 3], { atol: 1e-12 });
  });

  it('keep one of many light bones that carry the share of their joint together', () => {
    const [heavy, light] = [13, 30];
    const carriers = Array.from({ length: heavy + light }, (_, i) => (i < heavy ? 0 : 1));
    const weights = carriers.map((joint) => (joint === 0 ? 0.94 / heavy : 0.06 / light));
    // Where a joint turns all of its bones go along; each goes some way alone.
    const pair = (i: number, j: number): number => (i === j ? 10 : 0) + (carriers[i] + carriers[j] === 2 ? 1e4 : 0);
    const times = (of: readonly number[]): number[] =>
      of.map((_, i) => of.reduce((sum, w, j) => sum + w * pair(i, j), 0));
    const kept = bestInfluences({ pair, times, farthest: () => 0 }, { weights, carriers }, 4);
    const share = kept.chosen.reduce((sum, i, k) => sum + carriers[i] * kept.weights[k], 0);
    expect(kept.chosen).toHaveLength(4);
    expect(share).toBeCloseTo(0.06, 2);
  });

  it('pull nothing the wrong way', () => {
    const random = normals(64, 11);
    const energy = {
      farthest: () => 0,
      pair: (i: number, j: number) =>
        (i === j ? 0.1 : 0) + [0, 1, 2].reduce((sum, k) => sum + random[8 * k + i] * random[8 * k + j], 0),
      times: (weights: readonly number[]): number[] =>
        weights.map((_, i) => weights.reduce((sum, w, j) => sum + w * energy.pair(i, j), 0)),
    };
    for (let most = 1; most <= 8; most++) {
      const { chosen, weights } = bestInfluences(energy, ofOneJoint([0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05]), most);
      expect(chosen.length).toBeLessThanOrEqual(most);
      expect(weights.every((w) => w >= 0)).toBe(true);
      expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 9);
    }
  });
});

describe.each([4, 8])('weights of %i influences', (influences) => {
  const cut = limitWeights(skin, poses, influences);

  it('are rows that sum to 1, largest first', () => {
    let [off, wrong] = [0, 0];
    for (let v = 0; v < vertexCount; v++) {
      const row = Array.from(cut.weights.subarray(v * influences, (v + 1) * influences));
      off = Math.max(off, Math.abs(row.reduce((sum, w) => sum + w, 0) - 1));
      if (!row.every((w, k) => w >= 0 && (k === 0 || w <= row[k - 1] + 1e-6))) wrong++;
    }
    expect(off).toBeLessThan(1e-6);
    expect(wrong).toBe(0);
  });

  it('open the jaw and turn the head as all weights do, far better than the largest do', () => {
    const loss = poseLoss([wholePoseLoss(skin, poses, cut)]);
    expect(loss.meanMm).toBeLessThan(0.01);
    expect(loss.maxMm).toBeLessThan(0.6);
    expect(poseLoss([wholePoseLoss(skin, poses, largest(influences))]).rmsMm).toBeGreaterThan(10 * loss.rmsMm);
  });

  it('move single bones better than the largest do', () => {
    const loss = poseLoss([boneMoveLoss(skin, poses, cut)]);
    expect(loss.rmsMm).toBeLessThan(poseLoss([boneMoveLoss(skin, poses, largest(influences))]).rmsMm);
    expect(loss.meanMm).toBeLessThan({ 4: 0.15, 8: 0.06 }[influences] as number);
  });

  it('leave rows alone that have no more', () => {
    const v = Array.from({ length: vertexCount }, (_, i) => i).find(
      (i) => skin.dense.subarray(i * count, (i + 1) * count).filter((w) => w > 0).length <= influences,
    ) as number;
    const row = new Float64Array(count);
    for (let n = v * influences; n < (v + 1) * influences; n++) row[cut.joints[n]] += cut.weights[n];
    expectClose(row, skin.dense.subarray(v * count, (v + 1) * count), { atol: 1e-6 });
  });
});
