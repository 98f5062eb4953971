import { asmBackward, asmForward } from '../src/asm/adaptive-skinning-model.ts';
import { CAMERA_GRADIENT, PROJECT, PROJECT_BACKWARD } from '../src/kernels/jobs/points/projection.ts';
import type { RealArray } from '../src/kernels/kernel.ts';
import { APART } from './inner-iteration.ts';
import { ADD_ARRAYS } from './kernels/jobs/add-arrays.ts';
import type { Scene } from './scene.ts';

/**
 * The vertex part alone: weights, skinning, projection of every view, and back from a fixed gradient on pixels:
 * L = sum_v c_v . pixels_v.
 */
export function vertexIteration(
  scene: Scene,
  cotangents: readonly RealArray[],
): { loss: number; gradient: Float64Array } {
  const { kernels, model, parameters, pairs } = scene;
  const { memory } = kernels;
  const mark = memory.mark();
  const forward = asmForward(kernels, model, parameters, pairs);
  const count = forward.positions.length / 3;
  const projected = scene.cameras.map((camera) => ({
    camera,
    points: forward.positions,
    count,
    pixels: memory.room(3 * count),
  }));
  kernels.run(PROJECT, projected);
  const noDepths = memory.real(count);
  const lanes = Array.from({ length: Math.min(APART, projected.length) }, () => memory.real(3 * count));
  for (let start = 0; start < projected.length; start += APART)
    kernels.run(
      PROJECT_BACKWARD,
      projected.slice(start, start + APART).map((job, k) => ({
        ...job,
        gradPixels: cotangents[start + k],
        gradDepths: noDepths,
        gradPoints: lanes[k],
        gradCamera: memory.double(CAMERA_GRADIENT),
      })),
    );
  const [gradPositions, ...others] = lanes;
  for (const source of others) kernels.run(ADD_ARRAYS, [{ source, target: gradPositions, start: 0, end: 3 * count }]);
  let loss = 0;
  projected.forEach(({ pixels }, v) => {
    const c = cotangents[v];
    for (let i = 0; i < count; i++) loss += c[2 * i] * pixels[3 * i] + c[2 * i + 1] * pixels[3 * i + 1];
  });
  const gradient = asmBackward(kernels, model, parameters, forward, gradPositions, memory.real(pairs.bones.length));
  memory.release(mark);
  return { loss, gradient };
}
