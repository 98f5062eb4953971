import { describe, expect, it } from 'vitest';
import {
  addExpressionShift,
  EXPRESSION_BONE_PARAMETERS,
  influenceWeights,
  skinInfluences,
} from '../../../src/asm/expression-bones.ts';
import { fittedLoss, poseLoss } from '../../../src/asm/skeleton/influence-loss.ts';
import { limitWeights } from '../../../src/asm/skeleton/limit-weights.ts';
import { skeletonTransforms } from '../../../src/asm/skeleton/skeleton-transforms.ts';
import { skeletonWeights } from '../../../src/asm/skeleton/skeleton-weights.ts';
import { standardPoses } from '../../../src/asm/skeleton/standard-poses.ts';
import { refitViews, skinnedBy, viewPose } from '../../../src/asm/skeleton/view-poses.ts';
import { blendSkin } from '../../../src/asm/skinning.ts';
import { createJawRig, turnJaw } from '../../../src/head/anatomy/jaw.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { normals } from '../../helpers/gradient-check.ts';
import { head, meanSkeleton, model, skeleton, skinned } from '../../helpers/meshes/skinned-head.ts';

const { positions: joints } = meanSkeleton();
const tree = { positions: joints, parents: skeleton.parents };
const { pairs, weights } = skinned(model.rest);
const skin = { positions: model.template, dense: skeletonWeights(head, skeleton, pairs, weights.weights) };
const jaw = createJawRig(head);
const jawJoint = { skeleton, joint: jaw.joint };
const count = skeleton.names.length;
const vertexCount = skin.positions.length / 3;

const motion = {
  shifts: normals(EXPRESSION_BONE_PARAMETERS, 2, 1.5),
  jaw: [0.3, 0.05, -0.02, 1, 2],
};

/** As a fit has the view: bones with all their weights, then the jaw. */
function fittedSkin({ shifts, jaw: pose }: typeof motion): Float64Array {
  const out = skin.positions.slice();
  const influences = skinInfluences(pairs);
  addExpressionShift(influences, influenceWeights(influences, weights.weights), shifts, out);
  const pivot = joints.subarray(3 * jaw.joint, 3 * jaw.joint + 3);
  turnJaw({ ...jaw, weights: jaw.weights.subarray(0, vertexCount) }, pivot, pose, out);
  return out;
}

describe("a view's motion", () => {
  it('turns the jaw of the skeleton as the jaw of a fit', () => {
    const still = { ...motion, shifts: new Float64Array(EXPRESSION_BONE_PARAMETERS) };
    const dense = {
      start: Uint32Array.from({ length: vertexCount + 1 }, (_, v) => v * count),
      bones: Uint32Array.from(skin.dense, (_, i) => i % count),
    };
    const transforms = skeletonTransforms(tree, viewPose(jawJoint, still));
    expectClose(blendSkin(plainKernels(), skin.positions, dense, skin.dense, transforms), fittedSkin(still), {
      atol: 1e-4,
    });
  });

  it("shifts each bone's own skin alone, whatever hangs below it", () => {
    const pose = viewPose(jawJoint, { ...motion, jaw: [0, 0, 0, 0, 0] });
    const { linear, offset } = skeletonTransforms(tree, pose);
    const at = (name: string): number => skeleton.names.indexOf(name);
    const shiftOf = (name: string): Float64Array => offset.subarray(3 * at(name), 3 * at(name) + 3);
    expect(linear.every((x, i) => x === (i % 9 === 0 || i % 9 === 4 || i % 9 === 8 ? 1 : 0))).toBe(true);
    // The corner of the mouth hangs on the mouth, and takes nothing of it.
    const names = skeleton.names.filter((name) => shiftOf(name).some((x) => Math.abs(x) > 1e-9));
    expect(names.length).toBe(EXPRESSION_BONE_PARAMETERS / 3);
    expect(names).toContain('asm_mouth');
    const apart = Array.from(shiftOf('asm_lip_corner_L'), (x, k) => x - shiftOf('asm_mouth')[k]);
    expect(Math.hypot(...apart)).toBeGreaterThan(0.1);
    expectClose(shiftOf('asm_eye_L'), [0, 0, 0], { atol: 0 });
  });

  it('is fitted anew for cut weights, which then show the view better', () => {
    const transforms = skeletonTransforms(tree, viewPose(jawJoint, motion));
    const standard = standardPoses(head, skeleton).map((pose) => skeletonTransforms(tree, pose));
    const cut = {
      positions: skin.positions,
      weights: limitWeights(skin, { skeleton, joints, transforms: [...standard, transforms] }, 4),
    };
    const fitted = fittedSkin(motion);
    const lossOf = (shown: typeof motion): number => {
      const posed = skinnedBy(cut, skeletonTransforms(tree, viewPose(jawJoint, shown)));
      return poseLoss([fittedLoss(skin.positions, fitted, posed)]).rmsMm;
    };
    const [refitted] = refitViews(skeleton, cut, [{ motion, transforms, fitted }]);
    expect(refitted.jaw).toBe(motion.jaw);
    expect(lossOf({ ...motion, shifts: refitted.shifts })).toBeLessThan(0.8 * lossOf(motion));
    // It is a minimum: no bone does better a little off.
    const least = lossOf({ ...motion, shifts: refitted.shifts });
    for (const i of [0, 10, 25, 40]) {
      const shifts = refitted.shifts.slice();
      shifts[i] += 0.2;
      expect(lossOf({ ...motion, shifts })).toBeGreaterThan(least);
    }
  });
});
