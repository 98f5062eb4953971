import { describe, expect, it } from 'vitest';
import { eyesGaze, findGaze, refineByPixels } from '../../../../src/fitting/finish/eyes/find-gaze.ts';
import { irisRadius } from '../../../../src/fitting/finish/eyes/iris-radius.ts';
import { observeEye } from '../../../../src/fitting/finish/eyes/lids.ts';
import type { Point } from '../../../../src/geometry/polygon.ts';
import { unit } from '../../../../src/geometry/vector3.ts';
import { AHEAD, gazeDirection, IRIS_RADIUS } from '../../../../src/head/anatomy/eyes/eyeballs.ts';
import { gazeDegrees, wanderingEyes } from '../../../helpers/eyes/wandering-eyes.ts';

const wandering = await wanderingEyes();
const { eyes, gazes } = wandering;

describe('gaze', () => {
  it('is found within five degrees of where synthetic eyes look', () => {
    const errors = eyes.map((of, v) => {
      const found = findGaze(of, wandering.irisRadius);
      if (found === null) throw new Error('no gaze');
      return gazeDegrees(found.gaze, gazes[v].left);
    });
    expect(gazes.some(({ left }) => gazeDegrees(left, AHEAD) > 12)).toBe(true);
    for (const error of errors) expect(error).toBeLessThan(5);
  });

  it('goes by a detector that is nearly where the pixels are, and hardly by one that is far off', () => {
    const [{ left }] = eyes;
    if (left === null) throw new Error('the view must show the eye');
    const start = { ...gazes[0].left, vergence: 0 };
    const pixels = refineByPixels({ left, right: null }, wandering.irisRadius, start).gaze;
    /** How far up a detector takes the gaze that is so far up itself, degrees. */
    const taken = (degrees: number): number => {
      const up = { yaw: pixels.yaw, pitch: pixels.pitch + (degrees * Math.PI) / 180 };
      const { centre, radius, axis } = left.eyeball;
      const detected = unit(gazeDirection(axis, up).map((x, k) => centre[k] + radius * x - left.pixels.from[k]));
      const found = findGaze({ left: { ...left, detected }, right: null }, wandering.irisRadius);
      return (((found?.gaze.pitch ?? 0) - pixels.pitch) * 180) / Math.PI;
    };
    expect(taken(2)).toBeGreaterThan(0.45);
    expect(taken(2)).toBeLessThan(2);
    expect(Math.abs(taken(11))).toBeLessThan(4);
  });

  it('knows how high each pixel lies between the lids', () => {
    for (const { left } of eyes) {
      if (left === null) continue;
      const { height, directions } = left.pixels;
      expect(Math.hypot(...height)).toBeCloseTo(1, 9);
      const up = height.map((_, i) => directions[3 * i + 1]);
      const mean = up.reduce((sum, y) => sum + y, 0) / up.length;
      const along = height.reduce((sum, h, i) => sum + h * (up[i] - mean), 0);
      expect(along / Math.hypot(...up.map((y) => y - mean))).toBeGreaterThan(0.75);
    }
  });

  it('goes with the size of the irises', () => {
    let radius = IRIS_RADIUS;
    for (let round = 0; round < 3; round++)
      radius = irisRadius(
        eyes,
        eyes.map((of) => {
          const found = findGaze(of, radius);
          return found && eyesGaze(found.gaze);
        }),
      );
    expect(radius / wandering.irisRadius).toBeGreaterThan(0.95);
    expect(radius / wandering.irisRadius).toBeLessThan(1.05);
  });

  it('is that of one eye where one shows, and none where none does', () => {
    const found = findGaze({ left: eyes[0].left, right: null }, wandering.irisRadius);
    if (found === null) throw new Error('no gaze');
    const { left, right } = eyesGaze(found.gaze);
    expect(left).toEqual(right);
    expect(gazeDegrees(left, gazes[0].left)).toBeLessThan(6);
    expect(findGaze({ left: null, right: null }, IRIS_RADIUS)).toBeNull();
    expect(irisRadius([{ left: null, right: null }], [null])).toBe(IRIS_RADIUS);
  });
});

describe('an eye of a photograph', () => {
  const open = wandering.landmarks(0);

  it('is open between its lids', () => {
    const eye = observeEye(open, 'right');
    expect(eye?.rim).toHaveLength(16);
    expect(eye?.iris).toEqual([open.irises[0], open.irises[1]] satisfies Point);
  });

  it('is not seen without irises, shut, turned away, or by other landmarks', () => {
    expect(observeEye({ ...open, irises: null }, 'left')).toBeNull();
    expect(observeEye({ ...open, scheme: 'ibug68' }, 'left')).toBeNull();
    expect(observeEye({ ...open, confidence: new Float64Array(468).fill(0.1) }, 'left')).toBeNull();
    const shut = { ...open, points: open.points.slice() };
    for (const [upper, lower] of [
      [387, 373],
      [386, 374],
      [385, 380],
    ])
      shut.points.set(open.points.subarray(2 * lower, 2 * lower + 2), 2 * upper);
    expect(observeEye(shut, 'left')).toBeNull();
    expect(observeEye(shut, 'right')).not.toBeNull();
  });
});
