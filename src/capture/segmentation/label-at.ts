import { CLASS_COUNT } from './classes.ts';
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
  const from = CLASS_COUNT * (v * map.side + u);
  let best = 0;
  for (let c = 1; c < CLASS_COUNT; c++) if (map.probabilities[from + c] > map.probabilities[from + best]) best = c;
  return best;
}
