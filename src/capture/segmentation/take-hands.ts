import { pieceSizes, piecesOf } from '../../image/pieces.ts';
import { BODY_SKIN, CLASS_COUNT, OTHER } from './classes.ts';
import { type ClassMap, likeliest } from './head-component.ts';

/** A face in a map's pixels: between the outer corners of the eyes, the chin, and indices of the pixels under its points, well inside its outline. */
export interface MappedFace {
  readonly eyes: readonly [number, number];
  readonly chin: readonly [number, number];
  readonly inside: readonly number[];
}

/** How far down a face body skin is a hand, from the eyes, 0, to the chin, 1: above the brows no neck is seen; below the mouth one may be. */
const ABOVE = -0.15;
const DOWN_TO = 0.9;
/** Before the face a hand covers so much of its points; more of them is a face that the network takes for a neck, as it does under a scarf. */
const COVERED = [0.04, 0.5] as const;
/** So many pixels above the face are no speck at the hair's edge. */
const LEAST_PIXELS = 40;

/**
 * Hands before a face become other, as what they hold is: body skin on which points of the face lie, with all that hangs together with it above the chin.
 * @param map changed
 */
export function takeHandsBeforeFace(map: ClassMap, face: MappedFace): void {
  takePieces(map, face, (pieces) =>
    [...coveredBy(pieces, face)].flatMap(([piece, share]) =>
      share >= COVERED[0] && share <= COVERED[1] ? [piece] : [],
    ),
  );
}

/**
 * The same of hands that lie on hair: body skin above the brows. On a bald head that is the scalp.
 * @param map changed
 */
export function takeHandsOnHair(map: ClassMap, face: MappedFace): void {
  takePieces(map, face, (pieces, down) => {
    const covered = coveredBy(pieces, face);
    return [...pieceSizes(pieces, (k) => down(k) < ABOVE)].flatMap(([piece, above]) =>
      above >= LEAST_PIXELS && (covered.get(piece) ?? 0) <= COVERED[1] ? [piece] : [],
    );
  });
}

/** Share of a face's points that lie on each piece, where any does. */
function coveredBy(pieces: Int32Array, { inside }: MappedFace): Map<number, number> {
  const out = new Map<number, number>();
  for (const k of inside) if (pieces[k] >= 0) out.set(pieces[k], (out.get(pieces[k]) ?? 0) + 1 / inside.length);
  return out;
}

/** @param handsOf which of the pieces of body skin above the chin are hands, told the way down the face of a pixel */
function takePieces(
  { side, probabilities }: ClassMap,
  { eyes, chin }: MappedFace,
  handsOf: (pieces: Int32Array, down: (k: number) => number) => readonly number[],
): void {
  const [dx, dy] = [chin[0] - eyes[0], chin[1] - eyes[1]];
  const length = dx * dx + dy * dy;
  if (length === 0) return;
  const down = (k: number): number =>
    (((k % side) + 0.5 - eyes[0]) * dx + (Math.floor(k / side) + 0.5 - eyes[1]) * dy) / length;
  const skin = likeliest(probabilities).map((label, k) => (label === BODY_SKIN && down(k) < DOWN_TO ? 1 : 0));
  const pieces = piecesOf(skin, side);
  const hands = new Set(handsOf(pieces, down));
  pieces.forEach((piece, k) => {
    if (!hands.has(piece)) return;
    const p = probabilities.subarray(CLASS_COUNT * k, CLASS_COUNT * (k + 1));
    p[OTHER] += p[BODY_SKIN];
    p[BODY_SKIN] = 0;
  });
}
