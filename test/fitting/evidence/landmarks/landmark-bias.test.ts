import { describe, expect, it } from 'vitest';
import {
  biasAt,
  type LandmarkBias,
  loadLandmarkBias,
} from '../../../../src/fitting/evidence/landmarks/landmark-bias.ts';

describe('bias of the detector', () => {
  const bias: LandmarkBias = {
    pitches: [-10, 10],
    yaws: [-30, 0, 30],
    offsets: Float64Array.of(0, 1, 2, 10, 11, 12),
    openMouth: null,
    deviations: null,
  };

  it('is interpolated bilinearly in pitch and yaw and held beyond the table', () => {
    expect(biasAt(bias, 0, -10)[0]).toBe(1);
    expect(biasAt(bias, 15, 0)[0]).toBeCloseTo(6.5, 12);
    expect(biasAt(bias, -90, 90)[0]).toBe(10);
    expect(biasAt(bias, 90, -90)[0]).toBe(2);
  });

  it('ships as a table that mirrors: what is measured turned left holds turned right', () => {
    const shipped = loadLandmarkBias();
    if (shipped === null) throw new Error('the table ships');
    expect(shipped.offsets).toHaveLength(shipped.yaws.length * shipped.pitches.length * 2 * 468);
    expect(shipped.offsets.every((x) => Math.abs(x) < 40)).toBe(true);
    // The outer corners of the eyes, 33 and 263, are each other's mirror images.
    for (const yaw of [0, 20, 45]) {
      const left = biasAt(shipped, yaw, 5);
      const right = biasAt(shipped, -yaw, 5);
      expect(left[2 * 33]).toBeCloseTo(-right[2 * 263], 6);
      expect(left[2 * 33 + 1]).toBeCloseTo(right[2 * 263 + 1], 6);
    }
  });
});
