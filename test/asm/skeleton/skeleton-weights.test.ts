import { describe, expect, it } from 'vitest';
import { BONE_MIRROR } from '../../../src/asm/bones.ts';
import { FRAME_BONES } from '../../../src/asm/skeleton/skeleton.ts';
import { skeletonTransforms } from '../../../src/asm/skeleton/skeleton-transforms.ts';
import { skeletonWeights } from '../../../src/asm/skeleton/skeleton-weights.ts';
import { standardPoses } from '../../../src/asm/skeleton/standard-poses.ts';
import { blendSkin } from '../../../src/asm/skinning.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { normals } from '../../helpers/gradient-check.ts';
import { head, meanSkeleton, model, skeleton, skinned } from '../../helpers/meshes/skinned-head.ts';

const { names, jointCount, carriers } = skeleton;
const count = names.length;
const vertexCount = head.parts[0].vertexCount;
/** Mixtures wherever a fit may put them. */
const noise = normals(model.rest.length, 4, 0.05);
const FITS = { rest: model.rest, fitted: model.rest.map((x, i) => x + noise[i]) };

describe.each(Object.entries(FITS))('weights of joints and bones, %s', (_, parameters) => {
  const { pairs, weights } = skinned(parameters);
  const dense = skeletonWeights(head, skeleton, pairs, weights.weights);
  const row = (v: number): Float64Array => dense.subarray(v * count, (v + 1) * count);

  it('are rows of 0..1 that sum to 1, in single precision too', () => {
    let [outside, double, single] = [0, 0, 0];
    const off = (values: ArrayLike<number>): number => Math.abs(Array.from(values).reduce((sum, w) => sum + w, 0) - 1);
    for (let v = 0; v < vertexCount; v++) {
      for (const w of row(v)) if (!(w >= 0 && w <= 1 + 1e-12)) outside++;
      double = Math.max(double, off(row(v)));
      single = Math.max(single, off(Float32Array.from(row(v))));
    }
    expect(outside).toBe(0);
    expect(double).toBeLessThan(1e-12);
    expect(single).toBeLessThan(1e-6);
  });

  it('carry as much under a joint as the head model says, and keep the bones wherever they fit', () => {
    let [kept, worst, worstBone] = [0, 0, 0];
    for (let v = 0; v < vertexCount; v++) {
      const fitted = new Float64Array(count);
      for (let n = pairs.start[v]; n < pairs.start[v + 1]; n++)
        if (!FRAME_BONES.includes(pairs.bones[n])) fitted[jointCount + pairs.bones[n]] += weights.weights[n];
      for (let a = 0; a < jointCount; a++) {
        const list = [...names.keys()].filter((j) => j >= jointCount && carriers[j] === a);
        const sum = (of: Float64Array): number => list.reduce((total, j) => total + of[j], 0);
        const carried = head.jointWeights[v * jointCount + a];
        worst = Math.max(worst, Math.abs(row(v)[a] + sum(row(v)) - carried));
        const share = sum(fitted) <= carried ? 1 : carried / sum(fitted);
        if (share === 1 && sum(fitted) > 0) kept++;
        for (const j of list) worstBone = Math.max(worstBone, Math.abs(row(v)[j] - share * fitted[j]));
      }
    }
    expect(worst).toBeLessThan(1e-6);
    expect(worstBone).toBeLessThan(1e-6);
    expect(kept).toBeGreaterThan(1000);
  });
});

describe('the jaw of the skeleton', () => {
  const { pairs, weights } = skinned(model.rest);
  const dense = skeletonWeights(head, skeleton, pairs, weights.weights);

  it('moves the chin as the lower teeth where it opens by 25 degrees', () => {
    const tree = { positions: meanSkeleton().positions, parents: skeleton.parents };
    const [open] = standardPoses(head, skeleton);
    const transforms = skeletonTransforms(tree, open);
    const start = Uint32Array.from({ length: vertexCount + 1 }, (_, v) => v * count);
    const bones = Uint32Array.from(dense, (_, i) => i % count);
    const skin = blendSkin(plainKernels(), model.template, { start, bones }, dense, transforms);
    const posed = head.template.slice();
    posed.set(skin);
    const jaw = names.indexOf('jaw');
    const rigid = (x: ArrayLike<number>): number[] =>
      [0, 1, 2].map((k) => {
        let sum = transforms.offset[3 * jaw + k];
        for (let c = 0; c < 3; c++) sum += transforms.linear[9 * jaw + 3 * k + c] * x[c];
        return sum;
      });
    const [before, after] = [head.template, posed].map((p) => embeddedPoints(head.embeddings.ibug68, p));
    // The chin's point of the outline, and the middle of the lower lip.
    for (const l of [8, 57]) {
      const with_ = rigid(before.subarray(3 * l, 3 * l + 3));
      const moved = Math.hypot(...with_.map((x, k) => x - before[3 * l + k]));
      const off = Math.hypot(...with_.map((x, k) => x - after[3 * l + k]));
      expect(moved).toBeGreaterThan(25);
      expect(off / moved).toBeLessThan(0.15);
    }
  });

  it('is mirror-symmetric on the mean head, as all weights are but on the seam at the back', () => {
    let off = 0;
    for (let v = 0; v < vertexCount; v++) {
      let worst = 0;
      for (let j = 0; j < count; j++) {
        const mirrored = j < jointCount ? j : jointCount + BONE_MIRROR[j - jointCount];
        worst = Math.max(worst, Math.abs(dense[v * count + j] - dense[head.mirror[v] * count + mirrored]));
      }
      if (worst > 0.02) off++;
    }
    expect(off / vertexCount).toBeLessThan(0.01);
  });
});
