import { describe, expect, it } from 'vitest';
import { addEnlarged, axisTaps } from '../../src/image/add-enlarged.ts';
import { sampleBilinear } from '../../src/image/image.ts';

describe('a picture that is enlarged', () => {
  it.each([[7], [16], [3]])('is what bilinear samples say at %i places a side, added with its factor', (n) => {
    const width = 5;
    const data = Float32Array.from({ length: 3 * width * width }, (_, i) => Math.sin(i * i));
    const placeOf = (i: number): number => Math.min(Math.max(((i + 0.5) / n) * width - 0.5, 0), width - 1);
    const out = new Float32Array(3 * n * n).fill(0.25);
    addEnlarged(out, { width, data }, axisTaps(n, width, placeOf), -2);
    const picture = { width, height: width, channels: 3, data } as const;
    const expected = Float32Array.from({ length: 3 * n * n }, (_, i) => {
      const texel = Math.floor(i / 3);
      const [x, y] = [texel % n, Math.floor(texel / n)].map((place) => ((place + 0.5) / n) * width);
      return 0.25 - 2 * sampleBilinear(picture, x, y, new Float64Array(3))[i % 3];
    });
    expect(out).toEqual(expected);
  });
});
