import { describe, expect, it } from 'vitest';
import { vertexNeighbours } from '../../../src/geometry/mesh/mesh.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { evenMidline } from '../../../src/head/face-shapes/even-midline.ts';
import { mirrorHalves } from '../../../src/head/face-shapes/mirror-halves.ts';

const head = loadBundledHead();
const halves = mirrorHalves(head, head.faceShapes);
const { names, deltas } = evenMidline(head, halves);
const stride = 3 * head.vertexCount;

/** How much both brows' halves shorten the skin across the midline between them, at most, in shares of its width. */
function compression(of: ArrayLike<number>): number {
  const [skin] = head.parts;
  const neighbours = vertexNeighbours(skin.vertexCount, head.quads.subarray(0, 4 * skin.quadCount), 4);
  const x = (v: number): number => head.template[3 * v];
  const moved = (v: number): number =>
    ['browDownLeft', 'browDownRight'].reduce((sum, name) => sum + of[names.indexOf(name) * stride + 3 * v], 0);
  let most = 0;
  neighbours.forEach((around, v) => {
    const between = Math.abs(x(v)) < 0.5 && head.template[3 * v + 1] > 4 && head.template[3 * v + 1] < 30;
    if (!between || head.template[3 * v + 2] < 20) return;
    for (const n of around) if (Math.abs(x(n) - x(v)) > 2) most = Math.max(most, (moved(v) - moved(n)) / (x(n) - x(v)));
  });
  return most;
}

describe('brows that are drawn down', () => {
  it('shorten the skin between them evenly: a crease on the midline is none', () => {
    expect(compression(halves.deltas)).toBeGreaterThan(0.5);
    expect(compression(deltas)).toBeLessThan(0.35);
  });

  it('move what lies away from the midline, and other shapes, as before', () => {
    const k = names.indexOf('browDownLeft');
    for (let v = 0; v < head.vertexCount; v++) {
      if (Math.abs(head.template[3 * v]) < 35) continue;
      for (let i = k * stride + 3 * v; i < k * stride + 3 * v + 3; i++)
        expect(Math.abs(deltas[i] - halves.deltas[i])).toBeLessThan(0.02);
    }
    const other = names.indexOf('browInnerUp') * stride;
    expect(deltas.subarray(other, other + stride)).toEqual(halves.deltas.subarray(other, other + stride));
  });
});
