import { describe, expect, it } from 'vitest';
import type { SeenEye, SeenEyes } from '../../../../src/fitting/finish/eyes/find-gaze.ts';
import { irisRadius } from '../../../../src/fitting/finish/eyes/iris-radius.ts';
import { createRandom } from '../../../../src/geometry/random.ts';
import { IRIS_RADIUS } from '../../../../src/head/anatomy/eyes/eyeballs.ts';
import { wanderingEyes } from '../../../helpers/eyes/wandering-eyes.ts';

const { eyes, gazes, irisRadius: truth } = await wanderingEyes();
const random = createRandom(5);

/** The same eyes, each changed. */
const changed = (change: (eye: SeenEye) => SeenEye): SeenEyes[] =>
  eyes.map(({ left, right }) => ({ left: left && change(left), right: right && change(right) }));
/** Eyes between whose lids nothing is seen but noise. */
const blind = (detectedRadius: number | null): SeenEyes[] =>
  changed((eye) => {
    const dark = Float64Array.from(eye.pixels.directions.subarray(0, eye.pixels.directions.length / 3), () =>
      random.normal(),
    );
    return { ...eye, detectedRadius, pixels: { ...eye.pixels, dark } };
  });

describe('the size of irises', () => {
  it('is that of what is dark between the lids', () => {
    const alone = changed((eye) => ({ ...eye, detectedRadius: null }));
    expect(irisRadius(alone, gazes) / truth).toBeGreaterThan(0.92);
    expect(irisRadius(alone, gazes) / truth).toBeLessThan(1.04);
  });

  it("is people's where nothing tells it, 11.8 mm on an eyeball of 15 mm", () => {
    const usual = irisRadius(blind(null), gazes);
    expect(2 * 15 * Math.sin(usual)).toBeGreaterThan(11.3);
    expect(2 * 15 * Math.sin(usual)).toBeLessThan(12.2);
  });

  it("leans on the detector's, not wholly", () => {
    const usual = irisRadius(blind(null), gazes);
    const small = irisRadius(blind(0.85 * usual), gazes);
    expect(small / usual).toBeGreaterThan(0.86);
    expect(small / usual).toBeLessThan(0.97);
  });

  it('is the shipped one where no view shows an eye', () => {
    expect(irisRadius([{ left: null, right: null }], [null])).toBe(IRIS_RADIUS);
  });
});
