import { mean } from '../../geometry/mean.ts';
import type { ByteImage } from '../../image/image.ts';
import { BACKGROUND, FACE_SKIN, HAIR, isSkin } from './classes.ts';
import { completeGlasses } from './complete-glasses.ts';
import { exposeFace } from './expose-face.ts';
import { type ClassMap, clotheStrayFace, keepPerson, likeliest } from './head-component.ts';
import { cropPixels, eyesAndChin, type FacePoints, type HeadCrop, headCrop, turned } from './head-crop.ts';
import { type HairEvidence, hairEvidence, hairToSkin, hasHair } from './real-hair.ts';
import { NETWORK_SIDE, type Segmenter } from './segmenter.ts';
import { type MappedFace, takeHandsBeforeFace, takeHandsOnHair } from './take-hands.ts';

/** What the network sees around a head, and where in the photograph. */
export interface HeadSegmentation {
  readonly crop: HeadCrop;
  readonly map: ClassMap;
}

/** A photograph, and the face in it where one is known. */
export interface SegmentedPhoto {
  readonly image: ByteImage;
  readonly face: FacePoints | null;
}

/** A head, and what its photograph says of hair. */
export interface LookedAtHead {
  readonly head: HeadSegmentation;
  /** Null where no face is known. */
  readonly face: MappedFace | null;
  readonly evidence: HairEvidence;
}

/** Heads of one person: hair, and hands on it, only where the person has some. */
export function asOnePerson(looked: readonly LookedAtHead[]): HeadSegmentation[] {
  const haired = hasHair(looked.map(({ evidence }) => evidence));
  for (const { head, face } of looked) {
    if (!haired) hairToSkin(head.map);
    else if (face !== null) takeHandsOnHair(head.map, face);
  }
  return looked.map(({ head }) => head);
}

/** What is what in a photograph: the head's crop, exposed for its face, through the network; the person alone, without holes. */
export async function segmentHead(segmenter: Segmenter, { image, face }: SegmentedPhoto): Promise<LookedAtHead> {
  const crop = headCrop(image, face);
  const picture = cropPixels(image, crop, NETWORK_SIDE);
  const at = face === null ? [] : pixelsOf(face, crop);
  const upright = turned(exposeFace(picture, at), NETWORK_SIDE, crop.quarterTurns);
  const answer = await segmenter.classify(upright);
  const map = { side: NETWORK_SIDE, probabilities: turned(answer, NETWORK_SIDE, (4 - crop.quarterTurns) % 4) };
  keepPerson(map, at);
  clotheStrayFace(map, at);
  completeGlasses(map);
  const mapped = face === null ? null : mappedFace(face, crop);
  if (mapped !== null) takeHandsBeforeFace(map, mapped);
  return {
    head: { crop, map },
    face: mapped,
    evidence: hairEvidence(map, picture, { at, quarterTurns: crop.quarterTurns }),
  };
}

/** Where fewer of a face's points lie on skin or hair, the network has not seen it. */
const LEAST_OF_FACE = 0.3;

/** Whether the network has seen a face: a person's skin or hair at enough of its points. */
export function seesFace({ crop, map }: HeadSegmentation, face: FacePoints): boolean {
  const labels = likeliest(map.probabilities);
  const at = pixelsOf(face, crop);
  const seen = at.filter((k) => isSkin(labels[k]) || labels[k] === HAIR).length;
  return seen / Math.max(1, at.length) >= LEAST_OF_FACE;
}

/** Less of a person is no face: the side of one under long hair is a twentieth. */
const LEAST_FACE = 0.02;

/** Whether the network has seen a face somewhere, where no points tell of one. */
export function showsFace({ map }: HeadSegmentation): boolean {
  const labels = likeliest(map.probabilities);
  const count = (meant: (label: number) => boolean): number =>
    labels.reduce((n, label) => n + (meant(label) ? 1 : 0), 0);
  return count((label) => label === FACE_SKIN) > LEAST_FACE * count((label) => label !== BACKGROUND);
}

/** So far from a face's middle its points are well inside its outline, of their way to it. */
const WELL_INSIDE = 0.8;

function mappedFace(face: FacePoints, crop: HeadCrop): MappedFace {
  const [eyes, chin] = eyesAndChin(face).map((place) => inCrop(place, crop));
  const { points } = face;
  const middle = [0, 1].map((k) => mean(Array.from(points).filter((_, i) => i % 2 === k)));
  const inner = Array.from(points, (x, i) => middle[i % 2] + WELL_INSIDE * (x - middle[i % 2]));
  return { eyes, chin, inside: pixelsOf({ ...face, points: inner }, crop) };
}

/** A place of the photograph in the network's pixels. */
function inCrop([x, y]: readonly number[], { left, top, width, height }: HeadCrop): readonly [number, number] {
  return [((x - left) * NETWORK_SIDE) / width, ((y - top) * NETWORK_SIDE) / height];
}

/** Pixels of the crop under a face's points, indices. */
function pixelsOf({ points }: FacePoints, crop: HeadCrop): number[] {
  const out: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = inCrop([points[i], points[i + 1]], crop).map(Math.floor);
    if (x >= 0 && y >= 0 && x < NETWORK_SIDE && y < NETWORK_SIDE) out.push(y * NETWORK_SIDE + x);
  }
  return out;
}
