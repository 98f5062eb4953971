import { describe, expect, it } from 'vitest';
import { faceReach, faceSamples } from '../../../../src/fitting/evidence/pixels/surface-samples.ts';
import { findSlits, SLIT_NAMES } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { createShapeSpace, pointPositions } from '../../../../src/head/shape/shape-space.ts';

const head = loadBundledHead();
const space = createShapeSpace(head);
const at = (v: number): number[] => [...head.template.subarray(3 * v, 3 * v + 3)];

describe('samples of the face', () => {
  const all = faceSamples(space, { count: 'all', seed: 1, apartFrom: SLIT_NAMES });
  const places = pointPositions(all, head.template);

  it.each(SLIT_NAMES)('keep away from the rims of the slit %s', (name) => {
    const { upper, lower } = findSlits(head)[name];
    const rims = [...upper, ...lower].map(at);
    const fromRim = (p: readonly number[]): number =>
      Math.min(...rims.map((r) => Math.hypot(...r.map((x, k) => x - p[k]))));
    // Of vertices; a quad's centre may lie half an edge nearer than its corners.
    const vertices = Array.from({ length: all.count }, (_, i) => i).filter((i) => all.weights[4 * i] === 1);
    const nearest = Math.min(...vertices.map((i) => fromRim(at(all.vertices[4 * i]))));
    const centres = Array.from({ length: all.count }, (_, i) => [...places.subarray(3 * i, 3 * i + 3)]);
    expect(nearest).toBeGreaterThanOrEqual(name === 'mouth' ? 3 : 5);
    expect(Math.min(...centres.map(fromRim))).toBeGreaterThan(name === 'mouth' ? 2 : 4);
    // Not farther than they must: brows, cheeks and the skin around the lips are compared.
    expect(nearest).toBeLessThan(name === 'mouth' ? 4.5 : 7);
  });

  it('come up to the lips where they are compared', () => {
    const parted = faceSamples(space, { count: 'all', seed: 1, apartFrom: ['left', 'right'] });
    const { upper, lower } = findSlits(head).mouth;
    expect(parted.count).toBeGreaterThan(all.count + 50);
    expect([...upper, ...lower].some((v) => parted.vertices.includes(v))).toBe(true);
    expect([...upper, ...lower].some((v) => all.vertices.includes(v))).toBe(false);
  });

  it('are drawn from all of them by the seed', () => {
    const usable = faceReach(head);
    const drawn = (seed: number) => faceSamples(space, { count: 200, seed, apartFrom: SLIT_NAMES });
    const few = drawn(3);
    expect(few.count).toBe(200);
    expect(few.vertices.every((v) => usable[v] === 1)).toBe(true);
    expect(drawn(3).vertices).toEqual(few.vertices);
    expect(drawn(4).vertices).not.toEqual(few.vertices);
    const whole = new Set(
      Array.from({ length: all.count }, (_, i) => all.vertices.subarray(4 * i, 4 * i + 4).join(' ')),
    );
    for (let i = 0; i < few.count; i++) expect(whole).toContain(few.vertices.subarray(4 * i, 4 * i + 4).join(' '));
  });
});
