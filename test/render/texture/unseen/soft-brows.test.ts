import { describe, expect, it } from 'vitest';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
import { coveredSkin } from '../../../../src/render/texture/skin-texels.ts';
import { fillUnseen } from '../../../../src/render/texture/unseen/fill-unseen.ts';
import { softenBrows } from '../../../../src/render/texture/unseen/soft-brows.ts';
import { vertexMap } from '../../../../src/render/texture/vertex-map.ts';

const SIZE = 512;
const head = loadBundledHead();
const skin = { head, covered: coveredSkin(head, SIZE) };
const brows = new Set(head.cards.filter(({ name }) => name === 'brows').flatMap(({ anchors }) => [...anchors]));
const grown = vertexMap(head, SIZE, (v) => (brows.has(v) ? 1 : 0));
const face = vertexMap(head, SIZE, (v) => head.regions.face[v]);
/** Strokes all over: a dark column of texels, then a light one. */
const striped = Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => (Math.floor(i / 3) % 2 === 0 ? 0.1 : 0.4));
const inside = Array.from(grown.keys()).filter((texel) => grown[texel] > 0.99);
const elsewhere = Array.from(face.keys()).filter((texel) => face[texel] === 1 && grown[texel] === 0);

const log = (colors: Float32Array, texel: number): number => Math.log(colors[3 * texel]);
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const spread = (colors: Float32Array, texels: readonly number[]): number => {
  const logs = texels.map((texel) => log(colors, texel));
  return Math.sqrt(mean(logs.map((x) => (x - mean(logs)) ** 2)));
};

describe("brows of the model's colours", () => {
  const soft = striped.slice();
  softenBrows(skin, SIZE, soft);

  it('have no strokes, and are as dark as they were', () => {
    expect(inside.length).toBeGreaterThan(100);
    expect(spread(striped, inside)).toBeCloseTo(Math.log(4) / 2, 1);
    expect(spread(soft, inside)).toBeLessThan(0.1);
    expect(mean(inside.map((texel) => log(soft, texel) - log(striped, texel)))).toBeCloseTo(0, 1);
  });

  it('leave all other skin as it was', () => {
    const changed = elsewhere.filter((texel) => Math.abs(log(soft, texel) - log(striped, texel)) > 1e-6);
    // A ring of vertices around them goes along in part.
    expect(changed.length / elsewhere.length).toBeLessThan(0.1);
    const by = changed.map((texel) => Math.abs(log(soft, texel) - log(striped, texel)));
    expect(mean(by)).toBeLessThan(0.5);
    expect(spread(soft, elsewhere)).toBeGreaterThan(0.9 * spread(striped, elsewhere));
  });

  it('are filled in so where no photograph shows them, and stay as seen where one does', () => {
    const { memory } = openKernels(1);
    const seen = (shown: boolean) => ({
      size: SIZE,
      weight: grown.map((at, texel) => (face[texel] === 1 && (shown || at < 0.5) ? 1 : 0)),
      color: striped,
    });
    const [hidden, shown] = [false, true].map((own) => fillUnseen(memory, { head }, seen(own), striped));
    expect(spread(hidden, inside)).toBeLessThan(0.25);
    expect(spread(shown, inside)).toBeCloseTo(spread(striped, inside), 2);
  });
});
