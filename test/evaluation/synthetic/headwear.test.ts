import { describe, expect, it } from 'vitest';
import { OTHER } from '../../../src/capture/segmentation/classes.ts';
import { headDistance } from '../../../src/evaluation/synthetic/hair/head-distance.ts';
import { HEADWEAR, headwear, type WornHat } from '../../../src/evaluation/synthetic/headwear.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { head } from '../../helpers/meshes/bundled-scan.ts';

const shaped = { head, positions: head.template };
const distance = headDistance(head, head.template);

function hatOf(kind: string): WornHat {
  for (let seed = 0; ; seed++) {
    const hat = headwear(shaped, createRandom(seed));
    if (hat.kind === kind) return hat;
  }
}

/** Places of a mesh's vertices that triangles use. */
function places({ parts }: WornHat): number[][] {
  return parts.flatMap(({ positions, triangles }) =>
    [...new Set(triangles)].map((v) => [...positions.subarray(3 * v, 3 * v + 3)]),
  );
}

describe.each(HEADWEAR)('a %s', (kind) => {
  const hat = hatOf(kind);
  const points = places(hat);

  it('lies on the head, not in it', () => {
    for (const { label } of hat.parts) expect(label).toBe(OTHER);
    for (const [x, y, z] of points) {
      if (y < 0) continue;
      const out = [x - distance.centre[0], y - distance.centre[1], z - distance.centre[2]];
      expect(Math.hypot(...out)).toBeGreaterThan(distance.along(out[0], out[1], out[2]) - 2);
    }
    expect(Math.max(...points.map(([, y]) => y))).toBeGreaterThan(
      Math.max(...head.template.filter((_, i) => i % 3 === 1)),
    );
  });

  it('leaves the face free', () => {
    const before = points.filter(([x, y, z]) => Math.abs(x) < 40 && y < 20 && y > -90 && z > 0);
    expect(before).toEqual([]);
  });

  it('covers hair at the top, and a scarf all of it', () => {
    const root = (place: readonly [number, number, number]): boolean => hat.covers({ place, normal: [0, 1, 0] });
    expect(root([0, 105, -60])).toBe(true);
    expect(root([0, -50, -150])).toBe(kind === 'scarf');
  });
});
