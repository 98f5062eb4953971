import { describe, expect, it } from 'vitest';
import { mouthOpen } from '../../scripts/head/occlusion/mouth-open.ts';
import { shadedLining } from '../../scripts/head/occlusion/mouth-textures.ts';
import { lightAmongNeighbours, shadedTexture } from '../../scripts/head/occlusion/shaded-texture.ts';
import { skyOverTexture } from '../../scripts/head/occlusion/sky-over-texture.ts';
import { mouthLining } from '../../src/head/anatomy/mouth-lining.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { loadPartImages } from '../../src/render/mesh/head-mesh.ts';

const head = loadBundledHead();
const SIZE = 128;

describe('light among neighbours', () => {
  it('is all where nothing hides, none where all does, and the more the lighter the neighbours are', () => {
    for (const albedo of [0.1, 0.5, 0.9]) {
      expect(lightAmongNeighbours(1, albedo)).toBeCloseTo(1, 2);
      expect(lightAmongNeighbours(0, albedo)).toBe(0);
      for (const seen of [0.2, 0.5, 0.8]) expect(lightAmongNeighbours(seen, albedo)).toBeGreaterThanOrEqual(seen);
    }
    expect(lightAmongNeighbours(0.3, 0.9)).toBeGreaterThan(lightAmongNeighbours(0.3, 0.3) + 0.1);
  });
});

describe('the shade of an open mouth', () => {
  const tongue = head.parts.filter(({ texture }) => texture === 'tongue');
  const seen = skyOverTexture({ head, positions: mouthOpen(head) }, tongue, SIZE);

  it("is deeper at the tongue's root than at its tip, and no deeper than what comes from the eye", () => {
    const grey = { width: SIZE, height: SIZE, data: new Uint8Array(3 * SIZE * SIZE).fill(200) };
    const { data } = shadedTexture(grey, seen);
    const at = (v: number): number => {
      const corner = head.quads.indexOf(v, 4 * tongue[0].quadStart);
      const [x, y] = [0, 1].map((k) => Math.floor(SIZE * head.uvs[2 * head.uvQuads[corner] + k]));
      return data[3 * (y * SIZE + x)];
    };
    const vertices = Array.from({ length: tongue[0].vertexCount }, (_, i) => tongue[0].vertexStart + i);
    const byDepth = vertices.sort((a, b) => head.template[3 * a + 2] - head.template[3 * b + 2]);
    const lightest = (of: readonly number[]): number => Math.max(...of.map(at));
    const fifth = Math.floor(vertices.length / 5);
    expect(lightest(byDepth.slice(-fifth))).toBeGreaterThan(lightest(byDepth.slice(0, fifth)) + 10);
    // 200 of sRGB at 0.4 of its light.
    expect(Math.min(...data)).toBeGreaterThanOrEqual(131);
    expect(Math.max(...data)).toBeLessThanOrEqual(200);
  });

  it('lies on the lining and on nothing else of the skin', () => {
    const white = new Uint16Array(3 * SIZE * SIZE).fill(65535);
    const lined = shadedLining(head, white, SIZE);
    const dark = lined.filter((value) => value < 0.6 * 65535).length / lined.length;
    expect(dark).toBeGreaterThan(0.01);
    expect(dark).toBeLessThan(0.05);
    const lining = mouthLining(head);
    const onSkin = Array.from(head.quads.subarray(0, 4 * head.parts[0].quadCount).keys()).filter(
      (corner) => !lining.has(head.quads[corner]),
    );
    const touched = onSkin.filter((corner) => {
      const [x, y] = [0, 1].map((k) => Math.floor(SIZE * head.uvs[2 * head.uvQuads[corner] + k]));
      return lined[3 * (y * SIZE + x)] < 65535;
    });
    expect(touched).toEqual([]);
  });

  it('is how the tongue ships: no pink that shines from the throat', async () => {
    const { tongue: image } = await loadPartImages(head);
    const red = Array.from({ length: image.data.length / 3 }, (_, i) => image.data[3 * i]);
    expect(red.reduce((sum, x) => sum + x, 0) / red.length).toBeLessThan(0.5);
  });
});
