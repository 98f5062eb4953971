import type { ByteImage } from '../../image/image.ts';
import { BACKGROUND, FACE_SKIN, HAIR, isSkin } from './classes.ts';
import { completeGlasses } from './complete-glasses.ts';
import { exposeFace } from './expose-face.ts';
import { type ClassMap, clotheStrayFace, keepPerson, likeliest } from './head-component.ts';
import { cropPixels, type FacePoints, type HeadCrop, headCrop, turned } from './head-crop.ts';
import { type HairEvidence, hairEvidence, hairToSkin, hasHair } from './real-hair.ts';
import { NETWORK_SIDE, type Segmenter } from './segmenter.ts';

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
  readonly evidence: HairEvidence;
}

/** Heads of one person: hair only where the person has some. */
export function asOnePerson(looked: readonly LookedAtHead[]): HeadSegmentation[] {
  const out = looked.map(({ head }) => head);
  if (!hasHair(looked.map(({ evidence }) => evidence))) for (const { map } of out) hairToSkin(map);
  return out;
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
  return { head: { crop, map }, evidence: hairEvidence(map, picture, { at, quarterTurns: crop.quarterTurns }) };
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

/** Pixels of the crop under a face's points, indices. */
function pixelsOf({ points }: FacePoints, { left, top, width, height }: HeadCrop): number[] {
  const out: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const x = Math.floor(((points[i] - left) * NETWORK_SIDE) / width);
    const y = Math.floor(((points[i + 1] - top) * NETWORK_SIDE) / height);
    if (x >= 0 && y >= 0 && x < NETWORK_SIDE && y < NETWORK_SIDE) out.push(y * NETWORK_SIDE + x);
  }
  return out;
}
