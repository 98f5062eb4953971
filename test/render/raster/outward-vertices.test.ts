import { describe, expect, it } from 'vitest';
import { rotationFromAxisAngle } from '../../../src/geometry/rotation.ts';
import { applySimilarity } from '../../../src/geometry/similarity.ts';
import { outwardVertices } from '../../../src/render/raster/outward-vertices.ts';
import { head, seven } from '../../helpers/meshes/bundled-scan.ts';

/** Share of some vertices that can be seen. */
function share(seen: Uint8Array, vertices: readonly number[]): number {
  return vertices.filter((v) => seen[v] === 1).length / vertices.length;
}

describe('what of a head can be seen from before it', () => {
  const seen = outwardVertices(head.template, head.triangles, seven);
  const ofRegion = (name: 'nose' | 'face' | 'sockets') =>
    Array.from(head.regions[name].keys()).filter((v) => head.regions[name][v] === 1);
  const ofPart = (name: string) =>
    head.parts
      .filter((part) => part.name === name)
      .flatMap(({ vertexStart, vertexCount }) => Array.from({ length: vertexCount }, (_, i) => vertexStart + i));

  it('is the face, and not what lies in it or behind it', () => {
    expect(share(seen, ofRegion('nose'))).toBeGreaterThan(0.6);
    expect(share(seen, ofRegion('face'))).toBeGreaterThan(0.7);
    expect(share(seen, ofPart('teeth_lower'))).toBeLessThan(0.05);
    expect(share(seen, ofPart('tongue'))).toBeLessThan(0.05);
    const depths = Array.from({ length: head.parts[0].vertexCount }, (_, v) => head.template[3 * v + 2]);
    const least = Math.min(...depths);
    const back = depths.flatMap((z, v) => (z < least + 20 ? [v] : []));
    expect(back.length).toBeGreaterThan(50);
    // A little of the neck's back shows below the jaw.
    expect(share(seen, back)).toBeLessThan(0.1);
  });

  it('does not depend on how the mesh lies', () => {
    const lying = { scale: 1, rotation: rotationFromAxisAngle(1.1, -0.4, 2), translation: Float64Array.of(90, -50, 7) };
    const moved = outwardVertices(applySimilarity(lying, head.template), head.triangles, applySimilarity(lying, seven));
    expect(moved.filter((x, v) => x !== seen[v]).length).toBeLessThan(0.005 * moved.length);
  });
});
