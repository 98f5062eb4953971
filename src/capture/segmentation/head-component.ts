import { pieceSizes, piecesOf } from '../../image/pieces.ts';
import { BACKGROUND, CLASS_COUNT, CLOTHES, FACE_SKIN, isSkin } from './classes.ts';

/** Classes' probabilities of a square of pixels [S, S, C]. */
export interface ClassMap {
  readonly side: number;
  readonly probabilities: Float32Array;
}

/**
 * Keeps the person who holds the face, and closes holes: other pieces become background, background that the person encloses the
 * likeliest of the other classes.
 * @param map changed @param at pixels of the face, indices; where there are none the largest piece is kept
 */
export function keepPerson(map: ClassMap, at: readonly number[]): void {
  const { side, probabilities } = map;
  const labels = likeliest(probabilities);
  const person = labels.map((label) => (label === BACKGROUND ? 0 : 1));
  const pieces = piecesOf(person, side);
  const held = new Map<number, number>();
  for (const k of at.length > 0 ? at : person.keys())
    if (person[k] === 1) held.set(pieces[k], (held.get(pieces[k]) ?? 0) + 1);
  const [kept] = [...held].sort((a, b) => b[1] - a[1])[0] ?? [-1];
  for (let k = 0; k < person.length; k++)
    if (person[k] === 1 && pieces[k] !== kept) {
      person[k] = 0;
      probabilities.fill(0, CLASS_COUNT * k, CLASS_COUNT * (k + 1));
      probabilities[CLASS_COUNT * k + BACKGROUND] = 1;
    }
  fillHoles(map, person);
}

/**
 * Turns face skin that lies on clothes into clothes: pieces of skin, most of it face skin, that touch clothes and hold no point of
 * the face. A shirt may be as red as skin; ears behind hair touch no clothes, and hands are body skin.
 * @param map changed @param at pixels of the face, indices; where none lies on skin the face is the largest piece
 */
export function clotheStrayFace({ side, probabilities }: ClassMap, at: readonly number[]): void {
  const labels = likeliest(probabilities);
  const pieces = piecesOf(
    labels.map((label) => (isSkin(label) ? 1 : 0)),
    side,
  );
  const size = pieceSizes(pieces);
  const faces = pieceSizes(pieces, (k) => labels[k] === FACE_SKIN);
  const onClothes = new Set<number>();
  pieces.forEach((piece, k) => {
    if (piece < 0) return;
    const x = k % side;
    const around = [k - side, k + side, ...(x > 0 ? [k - 1] : []), ...(x < side - 1 ? [k + 1] : [])];
    if (around.some((n) => labels[n] === CLOTHES)) onClothes.add(piece);
  });
  const found = at.map((k) => pieces[k]).filter((piece) => piece >= 0);
  const [largest] = [...size].sort((a, b) => b[1] - a[1])[0] ?? [-1];
  const held = new Set(found.length > 0 ? found : [largest]);
  const stray = (piece: number): boolean =>
    !held.has(piece) && onClothes.has(piece) && 2 * (faces.get(piece) ?? 0) > (size.get(piece) ?? 0);
  pieces.forEach((piece, k) => {
    if (piece < 0 || !stray(piece)) return;
    const p = probabilities.subarray(CLASS_COUNT * k, CLASS_COUNT * (k + 1));
    for (let c = 0; c < CLASS_COUNT; c++) {
      if (!isSkin(c)) continue;
      p[CLOTHES] += p[c];
      p[c] = 0;
    }
  });
}

function fillHoles({ side, probabilities }: ClassMap, person: Uint8Array): void {
  const open = piecesOf(
    person.map((one) => 1 - one),
    side,
  );
  const outside = new Set<number>();
  for (let i = 0; i < side; i++)
    for (const k of [i, (side - 1) * side + i, i * side, i * side + side - 1]) outside.add(open[k]);
  for (let k = 0; k < person.length; k++)
    if (person[k] === 0 && !outside.has(open[k])) {
      const p = probabilities.subarray(CLASS_COUNT * k, CLASS_COUNT * (k + 1));
      p[BACKGROUND] = 0;
      const sum = p.reduce((a, b) => a + b, 0);
      // Where nothing else was likely a neighbour already filled knows.
      if (sum > 1e-6) for (let c = 0; c < CLASS_COUNT; c++) p[c] /= sum;
      else p.set(probabilities.subarray(CLASS_COUNT * (k - 1), CLASS_COUNT * k));
    }
}

/** Index of the largest of each pixel's probabilities [N]. */
export function likeliest(probabilities: Float32Array): Uint8Array {
  const out = new Uint8Array(probabilities.length / CLASS_COUNT);
  for (let k = 0; k < out.length; k++) out[k] = likeliestAt(probabilities, k);
  return out;
}

/** Index of the largest of one pixel's probabilities. */
export function likeliestAt(probabilities: Float32Array, k: number): number {
  let best = 0;
  for (let c = 1; c < CLASS_COUNT; c++)
    if (probabilities[CLASS_COUNT * k + c] > probabilities[CLASS_COUNT * k + best]) best = c;
  return best;
}
