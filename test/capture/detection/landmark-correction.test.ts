import { describe, expect, it } from 'vitest';
import { createLandmarkDetector, type DetectedLandmarks } from '../../../src/capture/detection/detect-landmarks.ts';
import { uncorrected } from '../../../src/capture/detection/landmark-correction.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { withExpression, withOpenJaw } from '../../helpers/eyes/slit-opening.ts';
import { drawnLandmarks, MM_PER_PIXEL, renderFace } from '../../helpers/pictures/face-render.ts';

describe('the correction of landmarks', async () => {
  const corrected = await createLandmarkDetector();
  const raw = await createLandmarkDetector(async () => uncorrected);

  function error({ points }: DetectedLandmarks, drawn: Float64Array): number {
    let sum = 0;
    for (let l = 0; l < 468; l++)
      sum += Math.hypot(points[2 * l] - drawn[3 * l], points[2 * l + 1] - drawn[3 * l + 1]) / 468;
    return MM_PER_PIXEL * sum;
  }

  it.each([
    ['at rest', loadBundledHead().template, 0],
    ['at rest, turned', loadBundledHead().template, 40],
    ['with its mouth open', withOpenJaw(0.45), 0],
    ['with its mouth open, turned', withOpenJaw(0.35), -30],
    ['smiling on one side', withExpression(['mouth-corner-puller-left', 'mouth-upward-retraction-left'], 0.8), 20],
  ])('takes a quarter and more off the error on a face %s, and changes nothing else', async (_, positions, yaw) => {
    const image = await renderFace(positions, yaw);
    const [moved, seen] = [await corrected.detect(image), await raw.detect(image)];
    if (moved === null || seen === null) throw new Error('no face');
    const drawn = drawnLandmarks(positions, yaw);
    expect(error(moved, drawn)).toBeLessThan(0.75 * error(seen, drawn));
    expect(error(moved, drawn)).toBeLessThan(2.6);
    expect({ ...moved, points: null }).toEqual({ ...seen, points: null });
  });
});
