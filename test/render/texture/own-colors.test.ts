import { describe, expect, it } from 'vitest';
import { skinNeighbours } from '../../../src/head/anatomy/skin-neighbours.ts';
import { withRing } from '../../../src/render/texture/own-colors.ts';
import { head } from '../../helpers/meshes/skinned-head.ts';

describe('vertices with rings of neighbours', () => {
  const middle = head.regions.face.indexOf(1);
  const inner = new Uint8Array(head.parts[0].vertexCount);
  inner[middle] = 1;
  const within = (lane: Uint8Array): number[] => Array.from(lane.keys()).filter((v) => lane[v] === 1);
  const next = (vertices: readonly number[]): Set<number> =>
    new Set([...vertices, ...vertices.flatMap((v) => [...skinNeighbours(head)[v]])]);

  it('go on by one ring, or by as many as are asked for', () => {
    const one = next([middle]);
    const two = next([...one]);
    expect(new Set(within(withRing(head, inner)))).toEqual(one);
    expect(new Set(within(withRing(head, inner, 2)))).toEqual(two);
    expect(two.size).toBeGreaterThan(one.size);
    expect(within(inner)).toEqual([middle]);
  });
});
