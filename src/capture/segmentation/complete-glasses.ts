import { pieceSizes, piecesOf } from '../../image/pieces.ts';
import { CLASS_COUNT, FACE_SKIN, OTHER } from './classes.ts';
import { type ClassMap, likeliest } from './head-component.ts';

/** So likely other, a pixel of face skin may belong to what is worn before it; skin itself is 0.02. */
const HALF_SEEN = [0.04, 0.06, 0.09, 0.13] as const;
/** What is to be sure of a piece: of fewer pixels it is a speck at the hair's edge, of a smaller share the network doubts all around. */
const LEAST_SURE = 20;
const LEAST_SHARE = 0.3;

/**
 * Completes what is worn on a face: to the network the upper rim of glasses may be a brow, and their bridge a nose. Face skin that
 * may be other and hangs together with what is sure to be becomes other, by the lowest chance by which it stays as thin as that.
 * @param map changed
 */
export function completeGlasses({ side, probabilities }: ClassMap): void {
  const labels = likeliest(probabilities);
  if (labels.filter((label) => label === OTHER).length < LEAST_SURE) return;
  const worn = new Set<number>();
  for (const chance of HALF_SEEN) {
    const pieces = piecesOf(
      labels.map((label, k) =>
        label === OTHER || (label === FACE_SKIN && probabilities[CLASS_COUNT * k + OTHER] >= chance) ? 1 : 0,
      ),
      side,
    );
    const size = pieceSizes(pieces);
    const sure = pieceSizes(pieces, (k) => labels[k] === OTHER);
    pieces.forEach((piece, k) => {
      const known = sure.get(piece) ?? 0;
      const thin = known >= LEAST_SURE && known >= LEAST_SHARE * (size.get(piece) ?? 0);
      if (piece >= 0 && labels[k] === FACE_SKIN && thin) worn.add(k);
    });
  }
  for (const k of worn) {
    const p = probabilities.subarray(CLASS_COUNT * k, CLASS_COUNT * (k + 1));
    [p[OTHER], p[FACE_SKIN]] = [p[FACE_SKIN], p[OTHER]];
  }
}
