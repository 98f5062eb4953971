import { OTHER } from '../../../capture/segmentation/classes.ts';
import { labelAt } from '../../../capture/segmentation/label-at.ts';
import type { ViewSegmentation } from '../../../capture/segmentation/label-view.ts';
import { eyeballs } from '../../../head/anatomy/eyes/eyeballs.ts';
import { embeddedPoints, type HeadModel } from '../../../head/head-model.ts';
import { onceAHead } from '../../../head/once-a-head.ts';
import type { ViewObservation } from './observation.ts';

/** Share of the eyes' surroundings that is neither skin nor hair where somebody wears glasses: a fifth with them, a hundredth without. */
const WORN = 0.05;
/** Places along a side of these surroundings that are asked. */
const PLACES = 48;
/** Lids are seen through glasses, so near to the middle of an eyeball, mm; so near, what surrounds the eyes. */
const LID_MM = 19;
const AROUND_MM = 32;
/** From so far below the eyes on a face is as the network sees it without glasses, mm. */
const BELOW_MM = 48;
/** What is left of a landmark's confidence. */
const DOUBTED = 0.05;

/** MediaPipe's landmarks that glasses lead astray, and those that surround the eyes. */
interface EyeLandmarks {
  readonly doubted: readonly number[];
  readonly around: readonly number[];
}

const eyeLandmarks = onceAHead((head): EyeLandmarks => {
  const points = embeddedPoints(head.embeddings.mediapipe468, head.template);
  const eyes = eyeballs(head, head.template).map(({ centre }) => centre);
  const level = (eyes[0][1] + eyes[1][1]) / 2;
  const all = Array.from({ length: points.length / 3 }, (_, l) => l);
  const away = (l: number): number =>
    Math.min(...eyes.map((eye) => Math.hypot(...[0, 1, 2].map((k) => points[3 * l + k] - eye[k]))));
  return {
    doubted: all.filter((l) => points[3 * l + 1] > level - BELOW_MM && away(l) > LID_MM),
    around: all.filter((l) => away(l) < AROUND_MM),
  };
});

/**
 * Landmarks of a view, those in doubt where it shows somebody with glasses: the network takes rims for brows, 3 to 8 per cent of
 * the eyes' distance higher than they are, the forehead goes with them and the nose half as far; lids, mouth and chin stay.
 * @param observation as the detector has it; landmarks by hand are a person's word
 */
export function behindGlasses(
  head: HeadModel,
  observation: ViewObservation,
  segmentation: ViewSegmentation | null,
): ViewObservation {
  if (segmentation === null || observation.scheme !== 'mediapipe468') return observation;
  const { doubted, around } = eyeLandmarks(head);
  if (wornShare(observation, segmentation, around) < WORN) return observation;
  const confidence = observation.confidence.slice();
  for (const l of doubted) confidence[l] *= DOUBTED;
  return { ...observation, confidence };
}

/** Of the box around some landmarks, the share that shows neither skin nor hair nor what lies behind. */
function wornShare({ points }: ViewObservation, segmentation: ViewSegmentation, around: readonly number[]): number {
  const [xs, ys] = [0, 1].map((k) => around.map((l) => points[2 * l + k]));
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let worn = 0;
  for (let i = 0; i < PLACES; i++)
    for (let j = 0; j < PLACES; j++) {
      const x = left + ((i + 0.5) * (right - left)) / PLACES;
      const y = top + ((j + 0.5) * (bottom - top)) / PLACES;
      if (labelAt(segmentation, x, y) === OTHER) worn++;
    }
  return worn / PLACES ** 2;
}
