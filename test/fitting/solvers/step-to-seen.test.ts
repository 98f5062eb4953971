import { describe, expect, it } from 'vitest';
import { type SeenPoint, stepToSeen } from '../../../src/fitting/solvers/step-to-seen.ts';
import { project } from '../../../src/geometry/camera.ts';
import { cameraAt } from '../../helpers/eyes/seen-rims.ts';

/** A view of the plane z = 50 that has a point at (x, y) of it. */
function seenAt(yaw: number, [x, y]: readonly [number, number], confidence = 1): SeenPoint {
  const camera = cameraAt(yaw);
  const at = (a: number, b: number): readonly number[] => [a, b, 50];
  const pixel = project(camera, at(x, y));
  return { camera, pixel: [pixel[0], pixel[1]], confidence, at };
}

const free = { now: [0, 0], sigmas: [1e6, 1e6] } as const;

describe('a step to where photographs have a point', () => {
  it('comes to it', () => {
    const [a, b] = stepToSeen([seenAt(0, [2, -1])], free);
    expect(a).toBeCloseTo(2, 2);
    expect(b).toBeCloseTo(-1, 2);
  });

  it('goes as far as the photograph outweighs what is likely: s = 0.7 mm', () => {
    const [a, b] = stepToSeen([seenAt(0, [2, 2])], { now: [0, 0], sigmas: [0.7, 1e-6] });
    // 550 mm away and not 600, pixels are nearer to each other than their number tells.
    const share = (600 / 550) ** 2;
    expect(a).toBeCloseTo((2 * share) / (1 + share), 2);
    expect(b).toBeCloseTo(0, 5);
  });

  it('counts from where the numbers stand: at what is likely already it goes less far back', () => {
    const [a] = stepToSeen([seenAt(0, [2, 0], 0)], { now: [3, 0], sigmas: [1, 1] });
    expect(a).toBeCloseTo(-3, 6);
  });

  it('believes views from the front and sure ones', () => {
    const between = (...seen: SeenPoint[]): number => stepToSeen(seen, free)[0];
    expect(between(seenAt(0, [0, 0]), seenAt(0, [2, 0]))).toBeCloseTo(1, 2);
    expect(between(seenAt(0, [0, 0]), seenAt(40, [2, 0]))).toBeLessThan(0.6);
    expect(between(seenAt(0, [0, 0]), seenAt(0, [2, 0], 0.25))).toBeCloseTo(0.4, 1);
  });
});
