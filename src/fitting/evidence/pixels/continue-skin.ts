import { isSkin, OTHER } from '../../../capture/segmentation/classes.ts';
import type { WorkingView } from '../../../capture/working-view.ts';
import { piecesOf } from '../../../image/pieces.ts';
import type { RealArray } from '../../../kernels/kernel.ts';

/** Skin beside what is worn has some of its colour, rings of pixels: labels are true to about one. */
const BESIDE = 2;
/** So far skin is continued, rings of pixels: under all of a frame, not of a hat. */
const FAR = 14;

/** A piece with a smaller share of its edge on skin stands before something else: a hat on hair, hair that is taken for one. */
const LEAST_SKIN = 0.5;

/** What is known of a pixel. */
const KNOWN = 0;
const HIDDEN = 1;
const NO_SKIN = 2;

/**
 * Continues skin under what is worn before it, ring by ring, each pixel the mean of its known neighbours. Glasses are darker than
 * any feature of a face and stand off it: where a blur spreads them, what lies beside them would seem as near as they are.
 * @param grey changed [h, w]
 */
export function continueSkin(
  grey: RealArray,
  { image: { width }, labels, mask }: Pick<WorkingView, 'image' | 'labels' | 'mask'>,
): void {
  if (labels === null || !labels.includes(OTHER)) return;
  const before = beforeSkin(labels, width);
  const state = labels.map((label, k) => (isSkin(label) && mask[k] === 1 ? KNOWN : before[k] === 1 ? HIDDEN : NO_SKIN));
  const steps = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  /** Neighbours of some pixels in a state, each once. */
  const beside = (pixels: Iterable<number>, wanted: number): Set<number> => {
    const out = new Set<number>();
    for (const k of pixels) for (const step of steps) if (state[k + step] === wanted) out.add(k + step);
    return out;
  };
  let edge = Array.from(state.keys()).filter((k) => state[k] === HIDDEN);
  let hidden = edge;
  for (let ring = 0; ring < BESIDE; ring++) {
    edge = [...beside(edge, NO_SKIN)].filter((k) => isSkin(labels[k]));
    for (const k of edge) state[k] = HIDDEN;
    hidden = [...hidden, ...edge];
  }
  let front = [...beside(hidden, KNOWN)];
  for (let ring = 0; ring < FAR && front.length > 0; ring++) {
    const next = [...beside(front, HIDDEN)];
    const values = next.map((k) => {
      const known = steps.filter((step) => state[k + step] === KNOWN);
      return known.reduce((sum, step) => sum + grey[k + step], 0) / known.length;
    });
    next.forEach((k, i) => {
      grey[k] = values[i];
      state[k] = KNOWN;
    });
    front = next;
  }
}

/** Pieces of what is worn before skin [h, w]. */
function beforeSkin(labels: Uint8Array, width: number): Uint8Array {
  const pieces = piecesOf(
    labels.map((label) => (label === OTHER ? 1 : 0)),
    width,
  );
  const [edge, onSkin] = [new Map<number, number>(), new Map<number, number>()];
  pieces.forEach((piece, k) => {
    if (piece < 0) return;
    for (const step of [-width, -1, 1, width]) {
      const label = labels[k + step];
      if (label === undefined || label === OTHER) continue;
      edge.set(piece, (edge.get(piece) ?? 0) + 1);
      if (isSkin(label)) onSkin.set(piece, (onSkin.get(piece) ?? 0) + 1);
    }
  });
  return Uint8Array.from(pieces, (piece) =>
    piece >= 0 && (onSkin.get(piece) ?? 0) >= LEAST_SKIN * (edge.get(piece) ?? 0) ? 1 : 0,
  );
}
