import { describe, expect, it } from 'vitest';
import { rotationFromAxisAngle } from '../../src/geometry/rotation.ts';
import { alignSimilarity, applySimilarity, invertSimilarity } from '../../src/geometry/similarity.ts';
import { expectClose } from '../helpers/close.ts';
import { normals } from '../helpers/gradient-check.ts';

describe('similarity', () => {
  it('recovers a known one and never mirrors', () => {
    const source = normals(30, 9, 10);
    const truth = { scale: 1.3, rotation: rotationFromAxisAngle(0.4, -1, 0.2), translation: Float64Array.of(1, 2, 3) };
    const found = alignSimilarity(source, applySimilarity(truth, source));
    expectClose(found.rotation, truth.rotation, { atol: 1e-9 });
    expect(found.scale).toBeCloseTo(1.3, 9);
    const mirrored = source.map((x, i) => (i % 3 === 0 ? -x : x));
    const { rotation: r } = alignSimilarity(source, mirrored);
    expect(
      r[0] * (r[4] * r[8] - r[5] * r[7]) - r[1] * (r[3] * r[8] - r[5] * r[6]) + r[2] * (r[3] * r[7] - r[4] * r[6]),
    ).toBeCloseTo(1, 9);
  });

  it('is undone by its inverse', () => {
    const similarity = {
      scale: 2,
      rotation: rotationFromAxisAngle(0.3, -0.5, 1),
      translation: Float64Array.of(1, 2, 3),
    };
    const points = [1, 2, 3, -4, 5, 6];
    expectClose(applySimilarity(invertSimilarity(similarity), applySimilarity(similarity, points)), points, {
      atol: 1e-12,
    });
  });
});
