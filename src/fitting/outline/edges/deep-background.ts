import { BACKGROUND, OTHER } from '../../../capture/segmentation/classes.ts';
import { type Camera, coarserCamera } from '../../../geometry/camera.ts';
import { chamferDistance } from '../../../image/chamfer-distance.ts';
import { piecesOf } from '../../../image/pieces.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import { coveredPixels, type PlacedSkin } from '../../../render/mesh/covered-pixels.ts';

/** So far a head may turn out to lie inside of what its face makes likely, mm: three standard deviations of people's skulls. */
const DEEP_MM = 15;
/** Of the pictures that are looked at. */
const PIXELS_PER_MM = 1;

/**
 * What nobody should call background: where a head is that its face already places, pieces of background that reach deeper into its
 * picture than any skull is smaller than expected. Something stands before it there, or it was taken for the wall: nobody knows.
 * @param skull the head without its neck, which no face places
 * @param labels [h, w] classes of capture/segmentation/classes.ts
 * @returns [h, w] the labels, deep background as what is unknown
 */
export function withoutDeepBackground(
  kernels: Kernels,
  skull: PlacedSkin,
  { camera, labels }: { readonly camera: Camera; readonly labels: Uint8Array },
): Uint8Array {
  const coarse = coarserCamera(camera, PIXELS_PER_MM);
  const scale = coarse.fx / camera.fx;
  const covered = coveredPixels(kernels, skull, coarse);
  const within = covered.map((is, k) => {
    const [x, y] = [k % coarse.width, Math.floor(k / coarse.width)].map((c) => Math.floor((c + 0.5) / scale));
    return is === 1 && labels[y * camera.width + x] === BACKGROUND ? 1 : 0;
  });
  const inside = chamferDistance(covered, coarse.width);
  const pieces = piecesOf(within, coarse.width);
  const deepPixels = (DEEP_MM * coarse.fx) / coarse.translation[2];
  const deep = new Set(Array.from(pieces).filter((piece, k) => piece >= 0 && inside[k] > deepPixels));
  if (deep.size === 0) return labels;
  const doubted = new Set<number>();
  pieces.forEach((piece, k) => {
    if (!deep.has(piece)) return;
    for (const row of [k - coarse.width, k, k + coarse.width])
      for (const near of [row - 1, row, row + 1]) doubted.add(near);
  });
  return labels.map((label, k) => {
    if (label !== BACKGROUND) return label;
    const [x, y] = [k % camera.width, Math.floor(k / camera.width)].map((c) => Math.floor((c + 0.5) * scale));
    return doubted.has(y * coarse.width + x) ? OTHER : label;
  });
}
