import { describe, expect, it } from 'vitest';
import { createMorphableDecoder, decodeShape } from '../../src/deca/decode/morphable-decoder.ts';
import { createMirrorCodes } from '../../src/deca/mirror-codes.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../src/head/head-model.ts';
import { randomDecaCodes } from '../helpers/deca/random-codes.ts';

const head = loadBundledHead();
const decoder = createMorphableDecoder(head);
const { sizes } = decoder;
const randomCodes = (seed: number) => randomDecaCodes(sizes, seed);

describe('mirrored codes', () => {
  const mirror = createMirrorCodes(decoder);

  it('decode to the mirrored face', () => {
    const codes = randomCodes(5);
    const points = embeddedPoints(
      head.embeddings.ibug68,
      decodeShape(decoder, { ...codes, jawPose: new Float64Array(3) }),
    );
    const mirrored = decodeShape(decoder, { ...mirror(codes), jawPose: new Float64Array(3) });
    const other = embeddedPoints(head.embeddings.ibug68, mirrored);
    // iBUG's outline runs from ear to ear: point l is point 16 - l of the mirror image.
    const errors = Array.from({ length: 17 }, (_, l) =>
      Math.hypot(points[3 * l] + other[3 * (16 - l)], points[3 * l + 1] - other[3 * (16 - l) + 1]),
    );
    expect(Math.max(...errors)).toBeLessThan(2.5);
  });

  it('twice are the face itself, pose and camera exactly', () => {
    const codes = randomCodes(6);
    const twice = mirror(mirror(codes));
    for (const key of ['headPose', 'camera', 'expression', 'light'] as const) expect(twice[key]).toEqual(codes[key]);
  });
});
