import type { WorkingView } from '../working-view.ts';
import { BACKGROUND, CLASS_COUNT, OTHER } from './classes.ts';
import type { HeadSegmentation } from './segment-head.ts';
import { viewLabels } from './view-labels.ts';

/** From this probability on the network sees nothing of a person. */
const SURE = 0.99;

/** Who says what a photograph's pixels show: its label image, or the network, and a mask that keeps the person. */
export type ViewSegmentation =
  | {
      readonly kind: 'image';
      /** [H, W] */
      readonly labels: Uint8Array;
      /** Of the photograph. */
      readonly width: number;
    }
  | {
      readonly kind: 'network';
      readonly head: HeadSegmentation;
      /** Whether the view's mask says where the person is. */
      readonly masked: boolean;
    };

/**
 * The class of each pixel of a working view. What a mask leaves out is background; in the rest a label image has the last word, and
 * without one the network says what of a person it is.
 * @returns [h, w]; null where nobody says
 */
export function labelView(view: WorkingView, segmentation: ViewSegmentation | null): Uint8Array | null {
  if (segmentation === null) return null;
  const { width, height } = view.image;
  if (segmentation.kind === 'image') {
    const { labels } = segmentation;
    return Uint8Array.from({ length: width * height }, (_, k) =>
      view.mask[k] === 0 ? BACKGROUND : labels[photoPixel(view, segmentation.width, k)],
    );
  }
  const { head, masked } = segmentation;
  if (!masked) return viewLabels(view, head);
  const labels = viewLabels(view, withoutBackground(head));
  return labels.map((label, k) => (view.mask[k] === 0 ? BACKGROUND : label));
}

/** The network's answer where it is known that nothing is background; `other` where it was sure of that. */
function withoutBackground({ crop, map }: HeadSegmentation): HeadSegmentation {
  const probabilities = map.probabilities.slice();
  for (let i = 0; i < probabilities.length; i += CLASS_COUNT) {
    if (probabilities[i + BACKGROUND] > SURE) probabilities[i + OTHER] = 1;
    probabilities[i + BACKGROUND] = 0;
  }
  return { crop, map: { ...map, probabilities } };
}

/** The photograph's pixel under one of a working view. @param width of the photograph */
function photoPixel({ image, scale, offsetX, offsetY }: WorkingView, width: number, k: number): number {
  const x = Math.floor(((k % image.width) + 0.5) / scale) + offsetX;
  const y = Math.floor((Math.floor(k / image.width) + 0.5) / scale) + offsetY;
  return y * width + x;
}
