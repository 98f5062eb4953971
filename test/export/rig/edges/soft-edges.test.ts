import { describe, expect, it } from 'vitest';
import { softEdges } from '../../../../src/export/rig/edges/soft-edges.ts';
import { edgeTriangles } from '../../../../src/render/mesh/edge-triangles.ts';
import { plainPng, smallRig, stripRig } from '../../../helpers/meshes/small-rig.ts';

/** Quads side by side over a picture of so many texels, as two triangles each. */
function row(quads: number): { readonly triangles: Uint32Array; readonly uvs: Float64Array } {
  const uvs = Array.from({ length: quads + 1 }, (_, k) => [k / quads, 0, k / quads, 1]);
  const corners = Array.from({ length: quads }, (_, k) => [2 * k, 2 * k + 2, 2 * k + 3, 2 * k, 2 * k + 3, 2 * k + 1]);
  return { uvs: Float64Array.from(uvs.flat()), triangles: Uint32Array.from(corners.flat()) };
}

describe('a soft edge', () => {
  it('has the triangles that are covered in part, those that a sample beside them reaches as well; clear ones are gone', () => {
    const { triangles, uvs } = row(8);
    // Eight texels a quad: all of the first three, half of the fourth, nothing behind it.
    const data = Uint8Array.from({ length: 64 * 4 }, (_, k) => (k % 64 < 24 ? 255 : k % 64 < 28 ? 120 : 0));
    const { whole, edge } = edgeTriangles({ triangles, uvs }, { width: 64, height: 4, data });
    const quads = (of: Uint32Array): number[] => [...new Set(Array.from(of, (v) => Math.floor(v / 2)))];
    expect(whole.length / 6).toBe(2);
    expect(Math.max(...quads(whole))).toBe(2);
    expect(edge.length / 6).toBe(2);
    expect([Math.min(...quads(edge)), Math.max(...quads(edge))]).toEqual([2, 4]);
  });

  it('is found for what has one, and for nothing else', async () => {
    const png = await plainPng(200);
    expect((await softEdges(smallRig(png, png))).size).toBe(0);
    const edges = await softEdges(await stripRig(png, { red: 20 }));
    expect([...edges.keys()]).toEqual(['strip']);
    const strip = edges.get('strip');
    expect([strip?.whole.length, strip?.edge.length]).toEqual([6, 24]);
  });
});
