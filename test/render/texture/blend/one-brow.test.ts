import { describe, expect, it } from 'vitest';
import { orbitCamera } from '../../../../src/geometry/orbit-camera.ts';
import { browVertices } from '../../../../src/head/cards/brow-vertices.ts';
import { oneBrow } from '../../../../src/render/texture/blend/one-brow.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

const rest = head.template;
const brows = Array.from(browVertices(head).keys()).filter(
  (v) => browVertices(head)[v] === 1 && head.regions.lids[v] === 0,
);
const [right, left] = [-1, 1].map((side) => brows.filter((v) => side * rest[3 * v] > 0));
const lowest = Array.from({ length: head.parts[0].vertexCount }, (_, v) => v).reduce((a, b) =>
  rest[3 * b + 1] < rest[3 * a + 1] ? b : a,
);

/** A view from a side, brows moved up by so many mm. */
function view(yaw: number, mm: number) {
  const positions = rest.slice();
  for (const v of brows) positions[3 * v + 1] += mm;
  return { positions, camera: orbitCamera({ yaw, pitch: 0, distanceMm: 900, heightMm: 300, pixels: 200 }) };
}
const meanAt = (lane: Float64Array, vertices: readonly number[]): number =>
  vertices.reduce((sum, v) => sum + lane[v], 0) / vertices.length;

describe('brows of several expressions', () => {
  it('are those of the view that moves them least, and of no other', () => {
    const [high, near, low] = oneBrow(head, rest, [view(0, 6), view(10, 1), view(-10, -4)]);
    expect(near.every((x) => x === 0)).toBe(true);
    for (const own of [high, low]) {
      expect(meanAt(own, brows)).toBeLessThan(-4);
      expect(own[lowest]).toBe(0);
    }
  });

  it('are those of all views that show them alike', () => {
    for (const own of oneBrow(head, rest, [view(0, 5), view(20, 5.2), view(-20, 5)]))
      expect(own.every((x) => x === 0)).toBe(true);
  });

  it('are of one view that faces both before they are of views of one each', () => {
    const [turned, facing, other] = oneBrow(head, rest, [view(75, 0), view(0, 6), view(-75, 0)]);
    expect(facing.every((x) => x === 0)).toBe(true);
    expect(meanAt(turned, brows)).toBeLessThan(-4);
    expect(meanAt(other, brows)).toBeLessThan(-4);
  });

  it('are of a view each where none faces both', () => {
    const profiles = [view(75, 0), view(75, 6), view(-75, 3)];
    const lanes = oneBrow(head, rest, profiles);
    const [a, b] = meanAt(lanes[1], right) < meanAt(lanes[1], left) ? [right, left] : [left, right];
    // Two of one side: the one at rest has that brow; the other side's is left to all, for none shows it otherwise.
    expect(meanAt(lanes[1], a)).toBeLessThan(-4);
    expect(meanAt(lanes[2], a)).toBeLessThan(-4);
    expect(meanAt(lanes[0], a)).toBeGreaterThan(-1);
    for (const own of lanes) expect(meanAt(own, b)).toBeGreaterThan(-1);
  });
});
