import type { RestingHead } from '../../../src/head/face-shapes/eyes/eye-spheres.ts';
import { type FaceShapes, fitFaceShapes } from '../../../src/head/face-shapes/fit-face-shapes.ts';
import { type HeadModel, jointPosition } from '../../../src/head/head-model.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { normals } from '../gradient-check.ts';

/** A sampled person of the head model, its identity drawn from the modes' normal distribution. */
export function sampledHead(head: HeadModel, seed: number): RestingHead {
  const identity = normals(head.identity.names.length, seed);
  const stride = 3 * head.vertexCount;
  const positions = head.template.slice();
  identity.forEach((a, k) => {
    for (let i = 0; i < stride; i++) positions[i] += a * head.identity.deltas[k * stride + i];
  });
  return { positions, joints: Float64Array.from(head.joints.flatMap((_, j) => [...jointPosition(head, j, identity)])) };
}

/** A face with its shapes, ready to be looked at. */
export interface ShapedFace extends FaceShapes {
  readonly head: HeadModel;
  readonly joints: Float64Array;
  /** Sum of shapes at 1 on the neutral face [V, 3] mm. */
  shaped(...names: readonly string[]): Float64Array;
}

export function shapedFace(head: HeadModel, rest: RestingHead): ShapedFace {
  const shapes = fitFaceShapes(plainKernels(), head, rest);
  const stride = 3 * head.vertexCount;
  return {
    ...shapes,
    head,
    joints: rest.joints,
    shaped: (...names) => {
      const out = shapes.neutral.slice();
      for (const name of names) {
        const basis = shapes.faceShapes.names.includes(name) ? shapes.faceShapes : shapes.visemes;
        const from = basis.names.indexOf(name) * stride;
        for (let i = 0; i < stride; i++) out[i] += basis.deltas[from + i];
      }
      return out;
    },
  };
}
