import { describe, expect, it } from 'vitest';
import { EXPRESSION_BONE_PARAMETERS } from '../../../src/asm/expression-bones.ts';
import { groupOf } from '../../../src/asm/parameters.ts';
import { asmRig } from '../../../src/export/rig/asm-rig.ts';
import { jointTransforms, posedVertices, type RigPose } from '../../../src/export/rig/posed-vertices.ts';
import type { RigPrimitive, UnpaintedHead } from '../../../src/export/rig/rigged-head.ts';
import { followSkin } from '../../../src/head/anatomy/rigid-parts.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { normals } from '../../helpers/gradient-check.ts';
import { MEAN, meanRig } from '../../helpers/meshes/mean-rig.ts';
import { head, model, skeleton, skinned } from '../../helpers/meshes/skinned-head.ts';

const DEGREES = Math.PI / 180;

/** A rig of the model, its bones moved as a fit moves them. */
function rigOf(translationMm: number, size: number, identity: readonly number[]) {
  const parameters = model.rest.slice();
  const moved = groupOf(model.layout, parameters, 'translation');
  const noise = normals(moved.length, 8, translationMm);
  // The first two bones are the frame.
  for (let i = 6; i < moved.length; i++) moved[i] += noise[i];
  const forward = skinned(parameters);
  const positions = head.template.slice();
  positions.set(forward.positions);
  followSkin(head, head.template, positions);
  const motion = { shifts: normals(EXPRESSION_BONE_PARAMETERS, 5, 1), jaw: [0.2, 0, 0, 0, 1] };
  const scaled = positions.map((x) => size * x);
  return asmRig(
    openKernels(1),
    { model, forward, positions: scaled, size, identity, motions: [motion] },
    { influences: 4, shapes: ['arkit'], extras: ['cornea', 'lashes'] },
  );
}

const RIGS = { template: rigOf(0, 1, []), fitted: rigOf(1.5, 1.1, [0.8, -0.5, 0.3]) };

const primitive = ({ primitives }: UnpaintedHead, name: string): RigPrimitive =>
  primitives.find((candidate) => candidate.name === name) as RigPrimitive;

/** The joint of the head model that carries most of a triangle's skin, by its weights and those of its bones. */
function dominantJoint({ weights, triangles }: RigPrimitive, triangle: number): { joint: number; neck: number } {
  const shares = new Float64Array(skeleton.jointCount);
  for (let c = 0; c < 3; c++) {
    const v = triangles[3 * triangle + c];
    for (let n = v * weights.influences; n < (v + 1) * weights.influences; n++)
      shares[skeleton.carriers[weights.joints[n]]] += weights.weights[n] / 3;
  }
  return { joint: shares.indexOf(Math.max(...shares)), neck: shares[skeleton.names.indexOf('neck')] };
}

function normalOf(p: ArrayLike<number>, triangles: Uint32Array, t: number): number[] {
  const [a, b, c] = [0, 1, 2].map((k) => 3 * triangles[3 * t + k]);
  const u = [0, 1, 2].map((k) => p[b + k] - p[a + k]);
  const v = [0, 1, 2].map((k) => p[c + k] - p[a + k]);
  return [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
}

/** Triangles of the neck whose normal turns over against what its dominant joint would make of it, and how many there are. */
function foldedNeck(rig: UnpaintedHead, pose: RigPose): { folded: number; all: number } {
  const skin = primitive(rig, 'skin');
  const posed = posedVertices(rig, pose, new Map())[rig.primitives.indexOf(skin)];
  const { linear } = jointTransforms(rig.joints, pose);
  let [folded, all] = [0, 0];
  for (let t = 0; t < skin.triangles.length / 3; t++) {
    const { joint, neck } = dominantJoint(skin, t);
    if (neck < 0.05) continue;
    all++;
    const rest = normalOf(skin.positions, skin.triangles, t);
    const now = normalOf(posed, skin.triangles, t);
    const turned = [0, 1, 2].map((k) => rest.reduce((sum, x, c) => sum + linear[9 * joint + 3 * k + c] * x, 0));
    if (turned.reduce((sum, x, k) => sum + x * now[k], 0) <= 0) folded++;
  }
  return { folded, all };
}

function nearest(point: ArrayLike<number>, points: ArrayLike<number>): { index: number; distance: number } {
  let best = { index: -1, distance: Number.POSITIVE_INFINITY };
  for (let v = 0; v < points.length / 3; v++) {
    const distance = Math.hypot(...[0, 1, 2].map((k) => points[3 * v + k] - point[k]));
    if (distance < best.distance) best = { index: v, distance };
  }
  return best;
}

describe.each(Object.entries(RIGS))('the rig of a head, %s', (_, { head: rig, loss, poses }) => {
  it('has the skeleton, and each part on its joint', () => {
    expect(rig.joints.map(({ name }) => name)).toEqual(skeleton.names);
    expect(rig.joints.map(({ parent }) => parent)).toEqual([...skeleton.parents]);
    for (const { name, joint } of head.parts.slice(1)) {
      const { weights } = primitive(rig, name);
      expect(new Set(weights.joints)).toEqual(new Set([skeleton.names.indexOf(joint)]));
    }
  });

  it('has joints that a file keeps to the last bit', () => {
    expect(JSON.parse(JSON.stringify(rig.joints))).toEqual(rig.joints);
  });

  it('has eyes on pivots in their middle', () => {
    for (const name of ['eye_L', 'eye_R']) {
      const { position } = rig.joints[skeleton.names.indexOf(name)];
      const { positions } = primitive(rig, name);
      const distances = Array.from({ length: positions.length / 3 }, (_, v) =>
        Math.hypot(...position.map((x, k) => positions[3 * v + k] - x)),
      );
      expect(Math.max(...distances) - Math.min(...distances)).toBeLessThan(2.5);
    }
  });

  it('is the fitted head at rest', () => {
    const rest = posedVertices(rig, new Map(), new Map());
    rig.primitives.forEach(({ positions }, p) => {
      expectClose(rest[p], positions, { atol: 1e-4 });
    });
  });

  const turns = (axis: number, degrees: number): RigPose =>
    new Map(
      ['neck', 'head'].map((name) => [
        name,
        { rotation: [0, 1, 2].map((k) => (k === axis ? (degrees / 2) * DEGREES : 0)) },
      ]),
    );

  it.each([
    ['yaw 60', 1, 60],
    ['yaw -60', 1, -60],
    ['pitch 30', 0, 30],
    ['pitch -30', 0, -30],
  ])('%s folds no neck triangle', (_name, axis, degrees) => {
    const { folded, all } = foldedNeck(rig, turns(axis, degrees));
    expect(all).toBeGreaterThan(1000);
    expect(folded).toBe(0);
  });

  it('after jaw 25 degrees the lower lip is within 2 mm of the lower teeth', () => {
    const skin = primitive(rig, 'skin');
    const teeth = primitive(rig, 'teeth_lower');
    const pose: RigPose = new Map([['jaw', { rotation: [25 * DEGREES, 0, 0] }]]);
    const posed = posedVertices(rig, pose, new Map());
    const [open, openTeeth] = [skin, teeth].map((part) => posed[rig.primitives.indexOf(part)]);
    const rim = embeddedPoints(head.embeddings.ibug68, rig.surface.positions).subarray(3 * 65, 3 * 68);
    for (let l = 0; l < rim.length; l += 3) {
      const { index: v } = nearest(rim.subarray(l, l + 3), skin.positions);
      const [rest, now] = [skin.positions, open].map((p) => p.subarray(3 * v, 3 * v + 3));
      expect(Math.hypot(...now.map((x, k) => x - rest[k]))).toBeGreaterThan(20);
      const before = nearest(rest, teeth.positions).distance;
      const after = nearest(now, openTeeth).distance;
      // The fitted head is larger by a tenth than heads are.
      expect(Math.abs(after - before)).toBeLessThan(rig === RIGS.fitted.head ? 2.2 : 2);
    }
  });

  it('loses little by its few influences, in views and where joints turn', () => {
    expect(poses.length).toBe(1);
    expect(loss.views?.meanMm).toBeLessThan(0.1);
    // Every bone goes its own way by a millimetre, as none does in a fit.
    expect(loss.views?.maxMm).toBeLessThan(1);
    expect(loss.joints.meanMm).toBeLessThan(0.1);
    expect(loss.joints.maxMm).toBeLessThan(0.6);
    expect(loss.bones.meanMm).toBeLessThan(0.15);
    expect(loss.maxMm).toBe(Math.max(loss.views?.maxMm ?? 0, loss.joints.maxMm, loss.bones.maxMm));
  });
});

describe('more influences', () => {
  it('lose less', () => {
    const four = meanRig().loss;
    const eight = asmRig(openKernels(1), MEAN, { influences: 8, shapes: ['arkit'], extras: [] }).loss;
    expect(eight.bones.rmsMm).toBeLessThan(0.5 * four.bones.rmsMm);
    expect(four.views).toBeNull();
  });
});
