import { describe, expect, it } from 'vitest';
import { placeHead } from '../../../../src/fitting/evidence/checks/place-head.ts';
import { steadyLandmarks } from '../../../../src/fitting/evidence/checks/steady-landmarks.ts';
import { project } from '../../../../src/geometry/camera.ts';
import { createLeastSquares } from '../../../../src/geometry/least-squares.ts';
import { multiply3, rotationDistance, rotationFromAxisAngle } from '../../../../src/geometry/rotation.ts';
import { head, shoot } from '../../../helpers/fitting/shot-heads.ts';

const steady = steadyLandmarks(head);

describe('a head placed in one photograph', () => {
  const [{ seen, observation }] = shoot(41, [20]);
  const placed = placeHead(steady, observation, seen, null) as NonNullable<ReturnType<typeof placeHead>>;

  it('lies where it was', () => {
    expect((rotationDistance(placed.rotation, seen.rotation) * 180) / Math.PI).toBeLessThan(6);
    expect(placed.centre[2] / seen.translation[2]).toBeCloseTo(1, 0);
    expect(placed.rms).toBeLessThan(0.04);
  });

  it('is as stiff against a turn as its landmarks move when it shifts to make up for it', () => {
    const w = [0.01, -0.015, 0.008];
    const pixels = (turn: readonly number[], shift: readonly number[]): Float64Array =>
      project(
        {
          ...seen,
          rotation: multiply3(rotationFromAxisAngle(turn[0], turn[1], turn[2]), placed.rotation),
          translation: placed.centre.map((x, k) => x + shift[k]),
        },
        steady.points,
      );
    const still = pixels([0, 0, 0], [0, 0, 0]);
    const turned = pixels(w, [0, 0, 0]);
    const shifted = [0, 1, 2].map((k) =>
      pixels(
        [0, 0, 0],
        [0, 1, 2].map((i) => (i === k ? 0.1 : 0)),
      ),
    );
    // Only MediaPipe's points are observed, all alike.
    const seenRows = Array.from({ length: 2 * steady.indices.length }, (_, i) => i).filter(
      (i) => steady.indices[i >> 1] < 468,
    );
    const at = (values: Float64Array, i: number): number => values[3 * (i >> 1) + (i & 1)];
    const system = createLeastSquares(3);
    const slopes = (i: number): number[] => shifted.map((values) => (at(values, i) - at(still, i)) / 0.1);
    for (const i of seenRows) system.add(slopes(i), at(still, i) - at(turned, i), 1);
    const best = system.solve() as Float64Array;
    const left = seenRows.map(
      (i) => at(turned, i) - at(still, i) + slopes(i).reduce((sum, x, k) => sum + x * best[k], 0),
    );
    const iod = (steady.iod * seen.fx) / placed.centre[2];
    const rms = Math.sqrt((2 * left.reduce((sum, x) => sum + x * x, 0)) / left.length) / iod;
    const s = placed.stiffness;
    const predicted = Math.sqrt(w.reduce((sum, a, i) => sum + w.reduce((t, b, j) => t + a * s[3 * i + j] * b, 0), 0));
    expect(predicted / rms).toBeCloseTo(1, 1);
  });
});
