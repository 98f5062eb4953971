import { describe, expect, it } from 'vitest';
import {
  type JointTransforms,
  type SkeletonPose,
  skeletonTransforms,
  skeletonTransformsBackward,
} from '../../../src/asm/skeleton/skeleton-transforms.ts';
import { blendSkin, blendSkinBackward } from '../../../src/asm/skinning.ts';
import { posedVertices } from '../../../src/export/rig/posed-vertices.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient, dot, normals } from '../../helpers/gradient-check.ts';

/** A chain, a fork and a leaf on the root. */
const PARENTS = [-1, 0, 1, 1, 2, 0];
const N = PARENTS.length;
const V = 7;
const kernels = plainKernels();

/** Rotations, translations and rest positions in one vector [9 N]. */
const start = Float64Array.of(...normals(3 * N, 1, 0.7), ...normals(3 * N, 2, 5), ...normals(3 * N, 3, 30));
const unpacked = (x: Float64Array): { pose: SkeletonPose; positions: Float64Array } => ({
  pose: { rotations: x.subarray(0, 3 * N), translations: x.subarray(3 * N, 6 * N) },
  positions: x.subarray(6 * N),
});
const forward = (x: Float64Array): JointTransforms => {
  const { pose, positions } = unpacked(x);
  return skeletonTransforms({ positions, parents: PARENTS }, pose);
};
const backward = (x: Float64Array, gradient: JointTransforms): Float64Array => {
  const { pose, positions } = unpacked(x);
  const grad = skeletonTransformsBackward({ positions, parents: PARENTS }, pose, forward(x), gradient);
  return Float64Array.of(...grad.rotations, ...grad.translations, ...grad.positions);
};

describe('transforms of a skeleton', () => {
  it('have the gradients of central differences on rotations, translations and rest positions', () => {
    const gradient = { linear: normals(9 * N, 4), offset: normals(3 * N, 5) };
    checkGradient(
      (x) => {
        const { linear, offset } = forward(x);
        return dot(linear, gradient.linear) + dot(offset, gradient.offset);
      },
      (x) => backward(x, gradient),
      start,
      { atol: 1e-7 },
    );
  });

  it('have them through the skin too, at rest and away from it', () => {
    const skin = normals(3 * V, 6, 40);
    const pairs = {
      start: Uint32Array.from({ length: V + 1 }, (_, v) => v * N),
      bones: Uint32Array.from({ length: V * N }, (_, i) => i % N),
    };
    const weights = normals(V * N, 7).map((w) => w * w);
    const wanted = normals(3 * V, 8);
    for (const x of [start, start.map((value, i) => (i < 6 * N ? 0 : value))])
      checkGradient(
        (at) => dot(blendSkin(kernels, skin, pairs, weights, forward(at)), wanted),
        (at) => {
          const grad = blendSkinBackward(kernels, skin, pairs, weights, forward(at), wanted, new Float64Array(V * N));
          return backward(at, grad);
        },
        x,
        { atol: 1e-6 },
      );
  });

  it('pose skin as the export shows a rig', () => {
    const { pose, positions } = unpacked(start);
    const of = (values: Float64Array, j: number): [number, number, number] => [
      values[3 * j],
      values[3 * j + 1],
      values[3 * j + 2],
    ];
    const skin = normals(3 * V, 9, 40);
    const weights = Float32Array.from({ length: 2 * V }, (_, i) => (i % 2 === 0 ? 0.75 : 0.25));
    const joints = Uint16Array.from({ length: 2 * V }, (_, i) => (3 * i + 1) % N);
    const [shown] = posedVertices(
      {
        joints: PARENTS.map((parent, j) => ({
          name: `${j}`,
          parent,
          position: of(positions, j),
          rotation: [0, 0, 0, 1] as const,
        })),
        primitives: [
          {
            name: 'skin',
            positions: skin,
            uvs: new Float64Array(2 * V),
            triangles: new Uint32Array(0),
            welded: Uint32Array.from({ length: V }, (_, v) => v),
            weights: { influences: 2, joints, weights },
            morphs: new Map(),
            texture: 'skin',
          },
        ],
      },
      new Map(
        PARENTS.map((_, j) => [`${j}`, { rotation: of(pose.rotations, j), translation: of(pose.translations, j) }]),
      ),
      new Map(),
    );
    const pairs = { start: Uint32Array.from({ length: V + 1 }, (_, v) => 2 * v), bones: Uint32Array.from(joints) };
    expectClose(blendSkin(kernels, skin, pairs, weights, forward(start)), shown, { atol: 1e-10 });
  });

  it('are the identity at rest, wherever the joints lie', () => {
    const { linear, offset } = forward(start.map((x, i) => (i < 6 * N ? 0 : x)));
    expect(Array.from(linear)).toEqual(PARENTS.flatMap(() => [1, 0, 0, 0, 1, 0, 0, 0, 1]));
    expect(offset.every((x) => x === 0)).toBe(true);
  });
});
