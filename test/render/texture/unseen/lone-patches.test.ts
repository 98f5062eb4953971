import { afterAll, describe, expect, it } from 'vitest';
import { skinNeighbours } from '../../../../src/head/anatomy/skin-neighbours.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { skinTriangles } from '../../../../src/head/head-model.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
import { forEachCovered } from '../../../../src/render/raster/covered-texels.ts';
import { texelGeometry } from '../../../../src/render/texture/texels.ts';
import { forgetLonePatches, lonePatches } from '../../../../src/render/texture/unseen/lone-patches.ts';

const SIZE = 128;
const head = loadBundledHead();
const kernels = openKernels(1);
afterAll(() => kernels.close());
const { face, neck, ears } = head.regions;
const p = head.template;

/** The vertex nearest to the middle of a region's side to the front, or so many mm below, and so many rings of neighbours. */
function patchIn(region: Uint8Array, rings: number, below = 0): number[] {
  const own = Array.from(region.keys()).filter((v) => region[v] === 1);
  const y = own.reduce((sum, v) => sum + p[3 * v + 1], 0) / own.length - below;
  const away = (v: number): number => 3 * Math.abs(p[3 * v + 1] - y) - p[3 * v + 2];
  let patch = [own.reduce((best, v) => (away(v) < away(best) ? v : best))];
  for (let ring = 0; ring < rings; ring++)
    patch = [...new Set(patch.flatMap((v) => [v, ...skinNeighbours(head)[v]]))].filter((v) => region[v] === 1);
  return patch;
}

function marked(...lists: readonly (readonly number[])[]): Uint8Array {
  const out = new Uint8Array(head.parts[0].vertexCount);
  for (const v of lists.flat()) out[v] = 1;
  return out;
}

const all = (region: Uint8Array): number[] => Array.from(region.keys()).filter((v) => region[v] === 1);
const patch = patchIn(neck, 1, 20);

describe('a patch of the neck that stands alone', () => {
  it('goes, and nothing else', () => {
    expect(patch.length).toBeGreaterThan(3);
    expect(lonePatches(head, marked(all(face), patch))).toEqual(marked(patch));
  });

  it('stays where seen skin joins it to the face, and where it is the neck', () => {
    expect(lonePatches(head, marked(Array.from(neck.keys())))).toEqual(marked());
    expect(lonePatches(head, marked(all(face), all(neck)))).toEqual(marked());
    expect(lonePatches(head, marked(all(neck)))).toEqual(marked());
  });

  it('is none on an ear or a face, which hair may part from all else', () => {
    expect(lonePatches(head, marked(patchIn(ears, 1)))).toEqual(marked());
    expect(lonePatches(head, marked(patchIn(face, 1)))).toEqual(marked());
  });

  it('leaves no texel behind, and takes no other', () => {
    const texels = texelGeometry(kernels.memory, { head, positions: head.template }, SIZE);
    const seen = marked(all(face), patch);
    const [kept, gone] = [new Set<number>(), new Set<number>()];
    const weight = new Float32Array(SIZE * SIZE);
    const triangles = skinTriangles(head);
    forEachCovered(texels.covered, (t, first, end, weights) => {
      const [a, b, c] = [0, 1, 2].map((k) => triangles[3 * t + k]);
      const lone = [a, b, c].some((v) => patch.includes(v));
      for (let i = first, w = 0; i < end; i++, w += 3) {
        const texel = texels.index[i];
        weight[texel] = weights[w] * seen[a] + weights[w + 1] * seen[b] + weights[w + 2] * seen[c];
        if (weight[texel] > 0) (lone ? gone : kept).add(texel);
      }
    });
    const before = weight.slice();
    forgetLonePatches(head, texels, weight);
    expect(gone.size).toBeGreaterThan(20);
    for (const texel of gone) expect(weight[texel]).toBe(0);
    for (const texel of kept) expect(weight[texel]).toBe(before[texel]);
  });
});
