import type { FaceTopology } from '../../../capture/detection/face-topology.ts';
import type { LinearImage } from '../../../image/image.ts';
import type { MirrorCodes } from '../../mirror-codes.ts';
import type { FacePicture } from './face-picture.ts';

/** Rows of iBUG's points that mirror onto themselves reversed: jaw, brows, nose, eyes, lips. */
const IBUG_PAIRS: readonly (readonly [number, number])[] = [
  ...pairsOf([0, 1, 2, 3, 4, 5, 6, 7], [16, 15, 14, 13, 12, 11, 10, 9]),
  ...pairsOf([17, 18, 19, 20, 21], [26, 25, 24, 23, 22]),
  ...pairsOf([31, 32], [35, 34]),
  ...pairsOf([36, 37, 38, 39, 40, 41], [45, 44, 43, 42, 47, 46]),
  ...pairsOf([48, 49, 50, 58, 59, 60, 61, 67], [54, 53, 52, 56, 55, 64, 63, 65]),
];

function pairsOf(rights: readonly number[], lefts: readonly number[]): [number, number][] {
  return rights.map((right, i) => [right, lefts[i]]);
}

/** Which of MediaPipe's 468 and iBUG's 68 each of them is in the mirror [536]. */
export function mirroredLandmarks({ mirror }: Pick<FaceTopology, 'mirror'>): Uint32Array {
  const ibug = Uint32Array.from({ length: 68 }, (_, i) => i);
  for (const [right, left] of IBUG_PAIRS) {
    ibug[right] = left;
    ibug[left] = right;
  }
  return Uint32Array.of(...mirror, ...ibug.map((i) => mirror.length + i));
}

/** The same person as a mirror shows them: pixels, landmarks and codes. Twice is once more the first. */
export function mirrorFace(
  { image, landmarks, codes }: FacePicture,
  partners: Uint32Array,
  mirrorCodes: MirrorCodes,
): FacePicture {
  const places = new Float64Array(landmarks.length);
  partners.forEach((partner, l) => {
    places[2 * l] = image.width - landmarks[2 * partner];
    places[2 * l + 1] = landmarks[2 * partner + 1];
  });
  return { image: mirrorImage(image), landmarks: places, codes: mirrorCodes(codes) };
}

function mirrorImage(image: LinearImage): LinearImage {
  const { width, height, channels } = image;
  const data = new Float32Array(image.data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = channels * (y * width + width - 1 - x);
      data.set(image.data.subarray(from, from + channels), channels * (y * width + x));
    }
  return { ...image, data };
}
