import { HAIR, isSkin } from '../../src/capture/segmentation/classes.ts';
import { workingCameras } from '../../src/fitting/evidence/gather-evidence.ts';
import type { FittedHead } from '../../src/fitting/finish/fitted-head.ts';
import { viewMeshes } from '../../src/fitting/unknowns/view-mesh.ts';
import { skinTriangles } from '../../src/head/head-model.ts';
import type { LinearImage } from '../../src/image/image.ts';
import type { Kernels } from '../../src/kernels/kernel.ts';
import { texelGeometry, texelsIn } from '../../src/render/texture/texels.ts';
import { observeTexels, textureViews } from '../../src/render/texture/texture-views.ts';

/** Texels that views paint, summed over the views, and those that are painted from a pixel of something else. */
export interface PaintedPixels {
  readonly painted: number;
  readonly wrong: number;
  /** Of the wrong, by the true class of the pixel [C]. */
  readonly wrongOf: readonly number[];
}

/** So far inside what is no skin, pixels, labels may not err. */
const INSIDE = 2;

/**
 * Paints as a fit does, but asks what the pixels show in truth: skin, or on the scalp skin or hair; else, more than two pixels inside
 * what is neither, they are wrong.
 * @param truth [views][h, w] true classes of the working views' pixels
 */
export function paintedPixels(kernels: Kernels, fitted: FittedHead, truth: readonly Uint8Array[]): PaintedPixels {
  const { head, positions, preset, working } = fitted;
  const { memory } = kernels;
  const mark = memory.mark();
  const cameras = workingCameras(fitted.cameras, working);
  const shaped = { head, positions };
  const meshes = viewMeshes(fitted);
  const differ = fitted.expressions.groupCount > 0;
  const views = textureViews(
    kernels,
    positions,
    skinTriangles(head),
    working.map(({ image, mask, labels }, v) => ({
      image,
      mask,
      labels,
      camera: cameras[v],
      ...(differ ? { positions: meshes[v] } : {}),
    })),
  );
  const texels = texelGeometry(memory, shaped, preset.textureSize);
  const observed = memory.real(4 * texels.index.length);
  const wrongOf = [0, 0, 0, 0, 0, 0];
  let painted = 0;
  views.forEach((view, v) => {
    const shown = texelsIn(memory, view, shaped, texels);
    observeTexels(kernels, { ...view, image: strangers(truth[v], view.camera.width) }, shown, observed);
    for (let i = 0; i < texels.index.length; i++) {
      if (!(observed[4 * i + 3] > 0)) continue;
      painted++;
      const onScalp = i >= texels.scalpFrom;
      if (observed[4 * i + (onScalp ? 1 : 0)] > 0.5) wrongOf[Math.round(CLASS_SCALE * observed[4 * i + 2])]++;
    }
  });
  memory.release(mark);
  return { painted, wrong: wrongOf.reduce((a, b) => a + b, 0), wrongOf };
}

/** Classes are kept in a picture as shares of this. */
const CLASS_SCALE = 5;

/** Pixels deep inside what is no skin, deep inside what is neither skin nor hair, and the class: three channels. @param truth [h, w] */
function strangers(truth: Uint8Array, width: number): LinearImage {
  const height = truth.length / width;
  const deep = (own: (label: number) => boolean): Uint8Array => {
    const from = truth.map((label) => (own(label) ? 1 : 0));
    return eroded(eroded(from, 1), width);
  };
  const noSkin = deep((label) => !isSkin(label));
  const noHead = deep((label) => !isSkin(label) && label !== HAIR);
  const data = new Float32Array(3 * truth.length);
  for (let k = 0; k < truth.length; k++) data.set([noSkin[k], noHead[k], truth[k] / CLASS_SCALE], 3 * k);
  return { width, height, channels: 3, data };
}

function eroded(from: Uint8Array, step: number): Uint8Array {
  return from.map((own, k) => {
    let all = own;
    for (let d = step; d <= INSIDE * step; d += step) all &= (from[k - d] ?? 0) & (from[k + d] ?? 0);
    return all;
  });
}
