import { describe, expect, it } from 'vitest';
import { squaredDistance } from '../../../../src/geometry/vector3.ts';
import { findSlits } from '../../../../src/head/anatomy/slits.ts';
import { ownColors } from '../../../../src/render/texture/own-colors.ts';
import { foldRegion } from '../../../../src/render/texture/shading/fold-region.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

const { template: p, regions } = head;
const vertices = Array.from({ length: head.parts[0].vertexCount }, (_, v) => v);
const plainFace = vertices.filter((v) => regions.face[v] === 1 && ownColors(head)[v] === 0 && regions.nose[v] === 0);
const nearest = ([x, y, z]: readonly number[]): number =>
  plainFace.reduce((best, v) => (off(v, x, y, z) < off(best, x, y, z) ? v : best));
function off(v: number, x: number, y: number, z: number): number {
  return Math.hypot(p[3 * v] - x, p[3 * v + 1] - y, p[3 * v + 2] - z);
}
const from = (v: number, place: number): number => Math.sqrt(squaredDistance(p, v, place));
/** Beside the nose, where a smile folds the left cheek. */
const cheek = nearest([30, -48, 18]);
/** Skin within so many mm of it is folded. */
const foldedTo = (mm: number): Float64Array =>
  Float64Array.from(vertices, (v) => (regions.lips[v] === 0 && from(v, cheek) < mm ? 1 : 0));

describe('the region of a smile folds', () => {
  it('is none where nothing is folded, or less than a face at rest is', () => {
    expect(foldRegion(head, foldedTo(0))).toBe(null);
    expect(foldRegion(head, foldedTo(6))).toBe(null);
  });

  it('lies around what the model folds, grows with that, and leaves out nose, lips and what is far', () => {
    const [slight, broad] = [foldedTo(11), foldedTo(16)].map((folds) => foldRegion(head, folds));
    if (slight === null || broad === null) throw new Error('nothing is folded');
    for (const v of vertices) {
      expect(broad[v]).toBeGreaterThanOrEqual(slight[v]);
      expect(broad[v]).toBeLessThanOrEqual(1);
      const plain = regions.face[v] === 1 && ownColors(head)[v] === 0 && regions.nose[v] === 0;
      if (!plain || from(v, cheek) > 90) expect(broad[v]).toBe(0);
      if (plain && from(v, cheek) < 9) expect(broad[v]).toBe(1);
    }
    expect(slight[cheek]).toBeGreaterThan(0.05);
    expect(slight[cheek]).toBeLessThan(1);
  });

  it('goes around the corner of the smiling mouth, and of that side alone', () => {
    const region = foldRegion(head, foldedTo(16));
    const { lower } = findSlits(head).mouth;
    const ends = [lower[0], lower[lower.length - 1]];
    const [own] = ends.filter((c) => p[3 * c] * p[3 * cheek] > 0);
    const below = nearest([p[3 * own] + 8 * Math.sign(p[3 * own]), p[3 * own + 1] - 12, p[3 * own + 2]]);
    expect(region?.[below]).toBeGreaterThan(0.95);
    const [other] = ends.filter((c) => c !== own);
    for (const v of vertices) if (from(v, other) < 20) expect(region?.[v]).toBeLessThan(0.5 * (region?.[below] ?? 0));
  });
});
