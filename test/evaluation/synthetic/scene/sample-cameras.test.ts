import { describe, expect, it } from 'vitest';
import { portraitConditions } from '../../../../src/evaluation/synthetic/portrait.ts';
import { sampleCameras } from '../../../../src/evaluation/synthetic/scene/sample-cameras.ts';
import { PLAIN_PORTRAIT, type PortraitChoices } from '../../../../src/evaluation/synthetic/synthetic-choices.ts';
import { type Camera, cameraCentre, project } from '../../../../src/geometry/camera.ts';
import { createRandom } from '../../../../src/geometry/random.ts';

const VIEWS = 40;
const cameras = (choices: Partial<PortraitChoices>): Camera[] =>
  sampleCameras(
    createRandom(7),
    { views: VIEWS, size: 500 },
    portraitConditions({ ...PLAIN_PORTRAIT, maxYaw: 20, ...choices }),
  );

/** How far above the head's middle a camera stands, degrees. */
const above = (camera: Camera): number => {
  const [x, y, z] = cameraCentre(camera);
  return (Math.atan2(y, Math.hypot(x, z)) * 180) / Math.PI;
};
/** How far a head's upright leans in its picture, degrees. */
const leaning = (camera: Camera): number => {
  const [x, y, , u, v] = project(camera, [0, -20, 0, 0, 20, 0]);
  return (Math.atan2(u - x, y - v) * 180) / Math.PI;
};
const deviation = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

describe('cameras of a synthetic capture', () => {
  it('stand above and below, and roll, as far as they are asked to', () => {
    const [level, pitched, rolled] = [
      cameras({ pitchSpread: 0, rollSpread: 0 }),
      cameras({ pitchSpread: 20, rollSpread: 0 }),
      cameras({ pitchSpread: 0, rollSpread: 30 }),
    ];
    expect(deviation(level.map(leaning))).toBeLessThan(1);
    expect(deviation(level.map(above))).toBeLessThan(4);
    expect(deviation(pitched.map(above))).toBeGreaterThan(15);
    expect(deviation(pitched.map(above))).toBeLessThan(26);
    expect(deviation(rolled.map(leaning))).toBeGreaterThan(22);
    expect(deviation(rolled.map(leaning))).toBeLessThan(40);
  });

  it('stand as much farther away as they are asked to, in plain pictures and in portraits', () => {
    for (const hair of [false, true])
      cameras({ hair, distance: 4 }).forEach((camera, v) => {
        expect(camera.translation[2] / cameras({ hair })[v].translation[2]).toBeGreaterThan(3.6);
        expect(camera.fx).toBe(cameras({ hair })[v].fx);
      });
  });
});
