import { array, assert, double, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaceMoment } from '../../../src/capture/detection/face-moment.ts';
import { calmness } from '../../../src/capture/frames/calmness.ts';

const REST = { mouthGap: 0, mouthWidth: 0.55, mouthDroop: 0.01, eyeOpening: 0.1, gazeAside: 0 };

const seen = (moments: readonly FaceMoment[], yaw = 0) => calmness(moments.map((moment) => ({ moment, yaw })));

describe('calmness of a face in frames', () => {
  it('is 1 at rest, and 1/2 where one thing is off by its bound', () => {
    // An odd number of frames at rest: the median opening is theirs.
    const off = [
      { ...REST, mouthGap: 0.06 },
      { ...REST, mouthWidth: 0.55 * Math.exp(0.12) },
      { ...REST, mouthWidth: 0.55 * Math.exp(-0.12) },
      { ...REST, mouthDroop: 0.04 },
      { ...REST, mouthDroop: -0.02 },
      { ...REST, eyeOpening: 0.1 * Math.exp(0.4) },
      { ...REST, eyeOpening: 0.1 * Math.exp(-0.4) },
      { ...REST, gazeAside: 0.15 },
      { ...REST, gazeAside: -0.15 },
    ];
    const found = seen([REST, ...off, REST, REST]);
    expect(found[0]).toBe(1);
    for (const half of found.slice(1, -2)) expect(half).toBeCloseTo(0.5, 9);
  });

  it('knows eyes by the film, not by what other people have', () => {
    for (const eyeOpening of [0.05, 0.2])
      expect(seen(Array.from({ length: 3 }, () => ({ ...REST, eyeOpening })))[1]).toBe(1);
  });

  it('goes by landmarks from the front alone', () => {
    const scream = { ...REST, mouthGap: 0.3 };
    for (const side of [-1, 1]) {
      expect(seen([scream], 25 * side)).toEqual(seen([scream]));
      expect(seen([scream], 50 * side)).toEqual([1]);
      const [between] = seen([scream], 37.5 * side);
      expect(between).toBeCloseTo(1 / (1 + 0.5 * 25), 9);
    }
  });

  it('lies in 0..1 whatever the face does, shut eyes and all', () => {
    const one = double({ min: 0, max: 1, noNaN: true });
    const moment = record({
      mouthGap: one,
      mouthWidth: one,
      mouthDroop: double({ min: -1, max: 1, noNaN: true }),
      eyeOpening: one,
      gazeAside: double({ min: -1, max: 1, noNaN: true }),
    });
    assert(
      property(array(moment, { maxLength: 9 }), (moments) => {
        for (const calm of seen(moments)) {
          expect(calm).toBeGreaterThanOrEqual(0);
          expect(calm).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
