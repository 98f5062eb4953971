import type { View } from '../../../capture/load-capture.ts';
import type { ByteImage } from '../../../image/image.ts';
import type { Observation } from '../landmarks/observation.ts';

/** A face is compared in so many cells a side, each the mean of so many samples a side. */
const CELLS = 24;
const SAMPLES = 4;
/**
 * Shares of the contrast and of the face's box. Copies that were cropped, scaled to 40 %, brightened or compressed at quality 30
 * differ by up to 0.155 and 0.0019; pictures of one person, two degrees apart, by 0.21 and 0.011 or more.
 */
const MAX_PIXEL_DIFFERENCE = 0.18;
const MAX_LANDMARK_DIFFERENCE = 0.004;

/** Views that show one and the same picture, compressed or scaled anew as may be. @returns warnings, one a group */
export function repeatedPictures(views: readonly View[], observations: readonly (Observation | null)[]): string[] {
  const faces = views.flatMap((view, v) => {
    const observation = observations[v];
    return observation === null ? [] : [{ name: view.name, ...thumbnail(view.image, observation), observation }];
  });
  const groups: (typeof faces)[] = [];
  for (const face of faces) {
    const group = groups.find(([first]) => samePicture(first, face));
    if (group === undefined) groups.push([face]);
    else group.push(face);
  }
  return groups
    .filter((group) => group.length > 1)
    .map(
      (group) =>
        `${group.map(({ name }) => name).join(', ')}: the same picture; copies add nothing and count ${group.length} times: leave all but one out`,
    );
}

interface Thumbnail {
  /** Grey means [CELLS, CELLS], mean 0 and variance 1. */
  readonly cells: Float64Array;
  /** Landmarks in the box of the face [L, 2]. */
  readonly shape: Float64Array;
}

/** The face's box, reduced. */
function thumbnail({ width, height, data }: ByteImage, { points, confidence }: Observation): Thumbnail {
  const box = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let l = 0; l < confidence.length; l++) {
    if (points[2 * l] === 0 && points[2 * l + 1] === 0) continue;
    for (let k = 0; k < 2; k++) {
      box[k] = Math.min(box[k], points[2 * l + k]);
      box[2 + k] = Math.max(box[2 + k], points[2 * l + k]);
    }
  }
  const [left, top, right, bottom] = box;
  const cells = new Float64Array(CELLS * CELLS);
  const side = CELLS * SAMPLES;
  for (let j = 0; j < side; j++)
    for (let i = 0; i < side; i++) {
      const x = Math.min(width - 1, Math.max(0, Math.floor(left + ((i + 0.5) / side) * (right - left))));
      const y = Math.min(height - 1, Math.max(0, Math.floor(top + ((j + 0.5) / side) * (bottom - top))));
      const p = 3 * (y * width + x);
      cells[Math.floor(j / SAMPLES) * CELLS + Math.floor(i / SAMPLES)] += data[p] + data[p + 1] + data[p + 2];
    }
  const mean = cells.reduce((sum, x) => sum + x, 0) / cells.length;
  const spread = Math.sqrt(cells.reduce((sum, x) => sum + (x - mean) ** 2, 0) / cells.length) || 1;
  const size = Math.max(right - left, bottom - top);
  return {
    cells: cells.map((x) => (x - mean) / spread),
    shape: points.map((x, i) => (x - (i % 2 === 0 ? left : top)) / size),
  };
}

type Face = Thumbnail & { readonly observation: Observation };

function samePicture(a: Face, b: Face): boolean {
  return pixelDifference(a, b) < MAX_PIXEL_DIFFERENCE && landmarkDifference(a, b) < MAX_LANDMARK_DIFFERENCE;
}

function pixelDifference(a: Thumbnail, b: Thumbnail): number {
  return Math.sqrt(a.cells.reduce((sum, x, i) => sum + (x - b.cells[i]) ** 2, 0) / a.cells.length);
}

function landmarkDifference(a: Face, b: Face): number {
  let [sum, total] = [0, 0];
  for (let l = 0; l < a.observation.confidence.length; l++) {
    const weight = Math.min(a.observation.confidence[l], b.observation.confidence[l]);
    sum += weight * ((a.shape[2 * l] - b.shape[2 * l]) ** 2 + (a.shape[2 * l + 1] - b.shape[2 * l + 1]) ** 2);
    total += weight;
  }
  return total === 0 ? Number.POSITIVE_INFINITY : Math.sqrt(sum / total);
}
