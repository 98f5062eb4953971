import { likeliestAt } from './head-component.ts';
import type { ViewSegmentation } from './label-view.ts';

/** The class of a place in a photograph, unrefined; null where nobody says. @param x @param y pixels */
export function labelAt(segmentation: ViewSegmentation, x: number, y: number): number | null {
  if (segmentation.kind === 'image') {
    const { labels, width } = segmentation;
    const [u, v] = [Math.floor(x), Math.floor(y)];
    return u >= 0 && u < width && v >= 0 && v * width < labels.length ? labels[v * width + u] : null;
  }
  const { crop, map } = segmentation.head;
  const u = Math.floor(((x - crop.left) * map.side) / crop.width);
  const v = Math.floor(((y - crop.top) * map.side) / crop.height);
  if (u < 0 || v < 0 || u >= map.side || v >= map.side) return null;
  return likeliestAt(map.probabilities, v * map.side + u);
}
