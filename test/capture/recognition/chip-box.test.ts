import { describe, expect, it } from 'vitest';
import { fromCrop } from '../../../src/capture/detection/crop.ts';
import { chipBox } from '../../../src/capture/recognition/chip-box.ts';
import { CHIP_SIDE } from '../../../src/capture/recognition/recognition-graph.ts';

/** MediaPipe's landmark, and where dlib's mean face has it: in 0..1 of a square that the chip pads by a quarter all round. */
const PLACES: readonly (readonly [number, number, number])[] = [
  [33, 0.1217, 0.2164],
  [133, 0.3346, 0.2317],
  [362, 0.6456, 0.2317],
  [263, 0.8585, 0.2164],
  [1, 0.4901, 0.5156],
  [2, 0.4901, 0.6281],
  [61, 0.2541, 0.7802],
  [291, 0.7261, 0.7802],
];

/** The mean face, so large, turned by an angle, in a photograph. */
function meanFace(size: number, angle: number, [x, y]: readonly [number, number]): Float64Array {
  const points = new Float64Array(2 * 468).fill(Number.NaN);
  for (const [landmark, u, v] of PLACES) {
    points[2 * landmark] = x + size * (Math.cos(angle) * u - Math.sin(angle) * v);
    points[2 * landmark + 1] = y + size * (Math.sin(angle) * u + Math.cos(angle) * v);
  }
  return points;
}

describe('chipBox', () => {
  it.each([0, 0.4, -1.2, 3])('has the mean face where dlib has it, turned by %d', (angle) => {
    const points = meanFace(310, angle, [500, 400]);
    const box = chipBox(points);
    expect(box.size).toBeCloseTo(1.5 * 310, 6);
    for (const [landmark, u, v] of PLACES) {
      const [x, y] = fromCrop(
        { box, size: CHIP_SIDE, mirrored: false },
        ((u + 0.25) / 1.5) * CHIP_SIDE,
        ((v + 0.25) / 1.5) * CHIP_SIDE,
      );
      expect(x).toBeCloseTo(points[2 * landmark], 6);
      expect(y).toBeCloseTo(points[2 * landmark + 1], 6);
    }
  });

  it('follows a nose that points aside by no more than its share', () => {
    const points = meanFace(300, 0, [0, 0]);
    const straight = chipBox(points);
    points[2] += 40;
    const turned = chipBox(points);
    expect(turned.x - straight.x).toBeGreaterThan(0);
    expect(turned.x - straight.x).toBeLessThan(10);
  });
});
