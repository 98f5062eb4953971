import type { WorkingView } from '../working-view.ts';
import { isSkin } from './classes.ts';

/** Pixels between skin that counts and what is none: labels are true to about one, and pictures are sampled between pixels. */
const EDGE = 2;

/** A view with the classes of its pixels [h, w], of which skin counts. */
export function labelledView(view: WorkingView, labels: Uint8Array): WorkingView {
  return { ...view, labels, mask: skinPixels(labels, view.mask, view.image.width) };
}

/**
 * Where pixels show skin, {@link EDGE} pixels inside its edge at least.
 * @param labels [height, width] @param mask [height, width] 1 where pixels count at all
 * @returns [height, width] of 0 and 1
 */
export function skinPixels(labels: Uint8Array, mask: Uint8Array, width: number): Uint8Array {
  const height = labels.length / width;
  const skin = labels.map((label, k) => (isSkin(label) ? mask[k] : 0));
  const across = skin.slice();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let d = 1; d <= EDGE; d++) {
        const k = y * width + x;
        across[k] &= skin[x >= d ? k - d : k] & skin[x + d < width ? k + d : k];
      }
  const out = across.slice();
  for (let k = 0; k < out.length; k++)
    for (let d = 1; d <= EDGE; d++) {
      const step = d * width;
      out[k] &= across[k >= step ? k - step : k] & across[k + step < out.length ? k + step : k];
    }
  return out;
}
