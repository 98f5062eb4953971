import { expect, it } from 'vitest';
import { landmarkError } from '../../../src/fitting/finish/landmark-error.ts';
import { pointPositions } from '../../../src/head/shape/shape-space.ts';
import { head, landmarks, shoot } from '../../helpers/fitting/shot-heads.ts';

it('an error behind the camera is none: never negative', () => {
  const [{ seen, observation }] = shoot(31, [10]);
  const points = pointPositions(landmarks, head.template);
  expect(landmarkError(seen, points, observation, null)?.rmsPercentIod).toBeGreaterThan(0);
  const behind = { ...seen, translation: seen.translation.map((x) => -x) };
  expect(landmarkError(behind, points, observation, null)).toBeNull();
  const within = { ...seen, translation: Float64Array.of(0, 0, 1) };
  expect(landmarkError(within, points, observation, null)).toBeNull();
});
