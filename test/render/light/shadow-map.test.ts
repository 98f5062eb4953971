import { describe, expect, it } from 'vitest';
import { shadowMap } from '../../../src/render/light/shadow-map.ts';
import { square } from '../../helpers/light/square.ts';

const positions = Float64Array.from([...square(100, 0), ...square(20, 40)]);
const triangles = Uint32Array.from([0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7]);

describe('a shadow', () => {
  const seen = shadowMap(
    { lamp: [0, 0, 3000], middle: [0, 0, 0], penumbra: 2, pixels: 1536 },
    { positions, triangles },
  );

  it('lies beneath what stands before the lamp, with a soft edge, and not on what casts it', () => {
    expect(seen(0, 0, 0)).toBe(0);
    expect(seen(15, -15, 0)).toBe(0);
    expect(seen(40, 0, 0)).toBe(1);
    expect(seen(0, 0, 40)).toBe(1);
    const edge = [19, 19.5, 20, 20.5, 21, 21.5].map((x) => seen(x, 0, 0));
    expect(edge.some((share) => share > 0 && share < 1)).toBe(true);
    for (let i = 1; i < edge.length; i++) expect(edge[i]).toBeGreaterThanOrEqual(edge[i - 1]);
  });

  it('of a lamp aside falls aside', () => {
    const slanted = shadowMap(
      { lamp: [3000, 0, 3000], middle: [0, 0, 0], penumbra: 1, pixels: 1536 },
      { positions, triangles },
    );
    expect(slanted(-40, 0, 0)).toBe(0);
    expect(slanted(0, 0, 0)).toBe(1);
  });

  it('of a coarse map falls where that of a fine one does, to two of its pixels', () => {
    const coarse = shadowMap(
      { lamp: [0, 0, 3000], middle: [0, 0, 0], penumbra: 2, pixels: 192 },
      { positions, triangles },
    );
    expect(coarse(12, 12, 0)).toBe(0);
    expect(coarse(28, 0, 0)).toBe(1);
    expect(coarse(0, 0, 40)).toBe(1);
  });
});
