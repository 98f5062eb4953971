import { describe, expect, it } from 'vitest';
import {
  DETECTOR_NOISE,
  errorGrowth,
  landmarkSigmaMm,
} from '../../../../src/fitting/evidence/landmarks/landmark-noise.ts';

describe('landmarks', () => {
  it('are worth less as the head turns', () => {
    const sigmas = [0, 20, 40, 60, 80].map((yaw) => landmarkSigmaMm(DETECTOR_NOISE, yaw));
    for (let i = 1; i < sigmas.length; i++) expect(sigmas[i]).toBeGreaterThan(sigmas[i - 1]);
    expect(landmarkSigmaMm(DETECTOR_NOISE, -40)).toBe(landmarkSigmaMm(DETECTOR_NOISE, 40));
  });

  it('err between the measured poses as a line says, and beyond them as at the last', () => {
    const noise = {
      sigmaMm: 5,
      kappa: 3,
      gapSigmaMm: 1,
      partedShare: 0,
      errorByYaw: [
        [0, 2],
        [30, 3],
        [90, 9],
      ] as const,
    };
    expect([0, 15, 30, 60, 90, 170].map((yaw) => errorGrowth(noise, yaw))).toEqual([1, 1.25, 1.5, 3, 4.5, 4.5]);
    expect(landmarkSigmaMm(noise, -60)).toBe(15);
  });
});
