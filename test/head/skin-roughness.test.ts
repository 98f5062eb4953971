import { describe, expect, it } from 'vitest';
import { skinRoughness } from '../../scripts/head/occlusion/skin-roughness.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { embeddedPoints, regionVertices } from '../../src/head/head-model.ts';

const head = loadBundledHead();
const roughness = skinRoughness(head);
const marks = embeddedPoints(head.embeddings.ibug68, head.template);

/** Roughness of the vertex nearest to a point [3]. */
function near(x: number, y: number, z: number): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const v of roughness.keys()) {
    const d = Math.hypot(head.template[3 * v] - x, head.template[3 * v + 1] - y, head.template[3 * v + 2] - z);
    if (d < least) [best, least] = [v, d];
  }
  return roughness[best];
}
const mark = (l: number, up = 0): number => near(marks[3 * l], marks[3 * l + 1] + up, marks[3 * l + 2]);

describe('roughness of the skin', () => {
  it('is least on the red of the lips, less on nose and forehead than on the cheeks, most on the scalp', () => {
    const lip = near(
      (marks[3 * 57] + marks[3 * 66]) / 2,
      (marks[3 * 57 + 1] + marks[3 * 66 + 1]) / 2,
      (marks[3 * 57 + 2] + marks[3 * 66 + 2]) / 2,
    );
    const nose = mark(30);
    const forehead = mark(27, 40);
    const cheek = near((marks[3 * 2] + marks[3 * 31]) / 2, marks[3 * 2 + 1], marks[3 * 31 + 2]);
    expect(lip).toBeLessThan(0.4);
    expect(nose).toBeCloseTo(0.45, 2);
    expect(forehead).toBeCloseTo(0.45, 2);
    expect(cheek).toBeCloseTo(0.5, 1);
    expect(Math.max(...roughness)).toBeCloseTo(0.6, 12);
    expect(roughness[regionVertices(head, 'scalp')[0]]).toBeGreaterThan(0.5);
  });

  it("of the skin around the lips is the face's, though the region takes it in", () => {
    expect(mark(8)).toBeGreaterThan(0.47);
    const below = near(marks[3 * 57], 0.4 * marks[3 * 57 + 1] + 0.6 * marks[3 * 8 + 1], marks[3 * 57 + 2]);
    expect(below).toBeGreaterThan(0.45);
  });

  it('runs from region to region without steps, alike on both sides', () => {
    for (let q = 0; q < 4 * head.parts[0].quadCount; q++) {
      const [a, b] = [head.quads[q], head.quads[4 * (q >> 2) + ((q + 1) & 3)]];
      expect(Math.abs(roughness[a] - roughness[b])).toBeLessThan(0.1);
    }
    for (const v of roughness.keys()) expect(Math.abs(roughness[v] - roughness[head.mirror[v]])).toBeLessThan(0.05);
  });
});
