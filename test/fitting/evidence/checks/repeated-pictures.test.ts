import { expect, it } from 'vitest';
import { repeatedPictures } from '../../../../src/fitting/evidence/checks/repeated-pictures.ts';
import type { Observation } from '../../../../src/fitting/evidence/landmarks/observation.ts';

const view = (name: string, more: object) =>
  ({ name, image: { width: 80, height: 60, data: new Uint8Array(80 * 60 * 3) }, mask: null, ...more }) as never;

const face: Observation = {
  points: Float64Array.of(20, 20, 60, 20, 40, 50),
  confidence: Float64Array.of(1, 1, 1),
};

it('copies of a picture are named, also brighter and larger ones; other pictures are not', () => {
  const picture = (name: string, seed: number, scale: number, gain: number) => {
    const [width, height] = [80 * scale, 60 * scale];
    const data = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        data.fill(
          gain * (120 + 60 * Math.sin((x / scale) * 0.2 + seed) + 30 * Math.cos((y / scale) * 0.3 * seed)),
          3 * (y * width + x),
          3 * (y * width + x) + 3,
        );
    return {
      view: view(name, { image: { width, height, data } }),
      face: { ...face, points: face.points.map((p) => p * scale) },
    };
  };
  const all = [picture('a', 1, 2, 1), picture('b', 2, 2, 1), picture('c', 1, 4, 0.8), picture('d', 3, 2, 1)];
  const warnings = repeatedPictures(
    all.map((p) => p.view),
    all.map((p) => p.face),
  );
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/^a, c: the same picture/);
});
