import type { View } from '../../capture/load-capture.ts';
import { labelView } from '../../capture/segmentation/label-view.ts';
import { labelledView } from '../../capture/segmentation/skin-pixels.ts';
import type { WorkingView } from '../../capture/working-view.ts';
import { LINEAR_FROM_BYTE } from '../../image/color.ts';
import { createLinearImage } from '../../image/image.ts';
import type { ObservedView } from '../evidence/observe-views.ts';
import type { GreyKind } from '../evidence/pixels/log-grey.ts';
import { type GreyPicture, greyPicture } from './grey-picture.ts';

/** A photograph, and what is what in it. */
export interface PhotographedView extends Pick<ObservedView, 'segmentation'> {
  readonly view: Pick<View, 'image' | 'mask'>;
}

/**
 * A whole photograph as small as its head is compared at, boxes of pixels averaged; of it skin alone counts where somebody says what is what.
 * @param density pixels per mm on the head, or what is thought of it
 */
export function photographPicture(
  { view: { image, mask }, segmentation }: PhotographedView,
  density: number,
  kind: GreyKind,
): GreyPicture {
  const box = Math.max(1, Math.floor(density));
  const [width, height] = [Math.max(2, Math.floor(image.width / box)), Math.max(2, Math.floor(image.height / box))];
  const small = createLinearImage(width, height, 3);
  const counts = new Uint8Array(width * height).fill(1);
  const share = 1 / (box * box);
  for (let y = 0; y < height * box; y++)
    for (let x = 0; x < width * box; x++) {
      const to = Math.floor(y / box) * width + Math.floor(x / box);
      const from = y * image.width + x;
      for (let c = 0; c < 3; c++) small.data[3 * to + c] += share * LINEAR_FROM_BYTE[image.data[3 * from + c]];
      if (mask !== null && mask[from] === 0) counts[to] = 0;
    }
  const whole: WorkingView = { image: small, mask: counts, labels: null, scale: 1 / box, offsetX: 0, offsetY: 0 };
  const labels = labelView(whole, segmentation);
  const picture = greyPicture(labels === null ? whole : labelledView(whole, labels), density / box, kind);
  return { ...picture, scale: picture.scale / box };
}
