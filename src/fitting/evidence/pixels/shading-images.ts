import type { WorkingView } from '../../../capture/working-view.ts';
import type { LinearImage } from '../../../image/image.ts';
import { GAUSSIAN_BLUR, INTERLEAVE_PLANES } from '../../../kernels/jobs/pixels/gaussian-blur.ts';
import type { KernelMemory, Kernels, RealArray } from '../../../kernels/kernel.ts';

/** A blurred photograph in kernel memory: linear light [h, w, 4], fourth lanes 0. */
export interface ShadingImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: RealArray;
}

/** Blurs the photographs for the term. */
export function shadingImages(
  kernels: Kernels,
  views: readonly Pick<WorkingView, 'image'>[],
  sigmaPixels: readonly number[],
): ShadingImage[] {
  // One view after another: planes of all would be the largest thing in memory.
  return views.map(({ image }, v) => {
    const { width, height } = image;
    const pixels = kernels.memory.room(4 * width * height);
    blurInto(kernels, image, sigmaPixels[v], pixels);
    return { width, height, pixels };
  });
}

function blurInto(kernels: Kernels, image: LinearImage, sigma: number, target: RealArray): void {
  const { memory } = kernels;
  const mark = memory.mark();
  const { width, height } = image;
  const blurs = [0, 1, 2].map((channel) => ({
    source: plane(memory, image, channel),
    target: memory.room(width * height),
    width,
    height,
    sigma,
  }));
  kernels.run(GAUSSIAN_BLUR, blurs);
  const [red, green, blue] = blurs.map((blur) => blur.target);
  kernels.run(INTERLEAVE_PLANES, [{ red, green, blue, target, count: width * height }]);
  memory.release(mark);
}

function plane(memory: KernelMemory, { width, height, data }: LinearImage, channel: number): RealArray {
  const out = memory.room(width * height);
  for (let i = 0, k = channel; i < out.length; i++, k += 3) out[i] = data[k];
  return out;
}
