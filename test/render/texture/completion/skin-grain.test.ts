import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/geometry/random.ts';
import { beardRegion } from '../../../../src/head/anatomy/beard-region.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { browVertices } from '../../../../src/head/cards/brow-vertices.ts';
import { blurPlane } from '../../../../src/image/blur-plane.ts';
import { addSkinGrain } from '../../../../src/render/texture/completion/skin-grain.ts';
import { ownColors } from '../../../../src/render/texture/own-colors.ts';
import { vertexMap } from '../../../../src/render/texture/vertex-map.ts';

const SIZE = 512;
const COUNT = SIZE ** 2;
const head = loadBundledHead();
const { face, lips, neck } = head.regions;
const plain = vertexMap(head, SIZE, (v) => (ownColors(head)[v] + browVertices(head)[v] === 0 ? face[v] : 0));
const inLips = vertexMap(head, SIZE, (v) => lips[v]);
const inBrows = vertexMap(head, SIZE, (v) => browVertices(head)[v]);
const inNeck = vertexMap(head, SIZE, (v) => (ownColors(head)[v] === 0 && face[v] === 0 ? neck[v] : 0));
const random = createRandom(9);
const grains = Float32Array.from({ length: COUNT }, () => 0.06 * random.normal());
/** A skin whose left half is seen, with grain; the rest is smooth, or has as much. */
const skin = (deviation: number, seen = (x: number): boolean => x < SIZE / 2) => ({
  size: SIZE,
  albedo: Float32Array.from({ length: 3 * COUNT }, (_, i) => {
    const texel = Math.floor(i / 3);
    return 0.3 * Math.exp([0.9, 1, 2][i % 3] * (texel % SIZE < SIZE / 2 ? 1 : deviation) * grains[texel]);
  }),
  share: Float32Array.from({ length: COUNT }, (_, i) => (seen(i % SIZE) ? 1 : 0)),
});
const unseen = (map: Float32Array): number[] =>
  Array.from(map.keys()).filter((texel) => map[texel] > 0.99 && texel % SIZE > SIZE / 2 + 8);
/** Root mean square of what is finer than a few texels, logarithms of a channel. */
function fine(albedo: Float32Array, texels: readonly number[], channel = 1): number {
  const log = Float32Array.from({ length: COUNT }, (_, i) => Math.log(albedo[3 * i + channel]));
  const near = blurPlane(log, SIZE, 3);
  return Math.sqrt(texels.reduce((sum, i) => sum + (log[i] - near[i]) ** 2, 0) / texels.length);
}

describe('the grain of skin', () => {
  const smooth = skin(0);
  const { data } = addSkinGrain(head, smooth);

  it('goes on where nothing is seen, half as strong off the face', () => {
    const own = fine(
      smooth.albedo,
      Array.from(plain.keys()).filter((i) => plain[i] > 0.99 && i % SIZE < SIZE / 2 - 8),
    );
    expect(fine(smooth.albedo, unseen(plain))).toBeLessThan(0.01 * own);
    expect(fine(data, unseen(plain)) / own).toBeGreaterThan(0.7);
    expect(fine(data, unseen(plain)) / own).toBeLessThan(1.3);
    expect(fine(data, unseen(inNeck)) / fine(data, unseen(plain))).toBeGreaterThan(0.3);
    expect(fine(data, unseen(inNeck)) / fine(data, unseen(plain))).toBeLessThan(0.7);
  });

  it('has the colours of the seen', () => {
    expect(fine(data, unseen(plain), 2) / fine(data, unseen(plain))).toBeCloseTo(2, 0);
    expect(fine(data, unseen(plain), 0) / fine(data, unseen(plain))).toBeCloseTo(0.9, 1);
  });

  it("is the skin's, not a beard's", () => {
    const beard = vertexMap(head, SIZE, (v) => beardRegion(head)[v]);
    const own = smooth.albedo.map((x, i) => (beard[Math.floor(i / 3)] > 0 ? 0.3 * (x / 0.3) ** 8 : x));
    // Of the cheek little is seen beside it.
    const share = smooth.share.map((x, i) => (beard[i] > 0 || i % SIZE > SIZE / 2 - 80 ? x : 0));
    const found = addSkinGrain(head, { ...smooth, albedo: own, share }).data;
    expect(fine(found, unseen(plain)) / fine(data, unseen(plain))).toBeCloseTo(1, 0);
    expect(fine(found, unseen(plain)) / fine(data, unseen(plain))).toBeLessThan(1.5);
  });

  it('leaves what is seen, lips and brows, and the tone of all', () => {
    for (let i = 0; i < COUNT; i++)
      if (smooth.share[i] === 1 || inLips[i] > 0.99 || inBrows[i] > 0.99)
        for (let c = 0; c < 3; c++) if (data[3 * i + c] !== smooth.albedo[3 * i + c]) throw new Error(`texel ${i}`);
    const mean = unseen(plain).reduce((sum, i) => sum + Math.log(data[3 * i]), 0) / unseen(plain).length;
    expect(mean).toBeCloseTo(Math.log(0.3), 2);
  });

  it('is added as far as it lacks', () => {
    const rough = skin(1);
    const added = addSkinGrain(head, rough).data;
    const [before, after] = [rough.albedo, added].map((albedo) => fine(albedo, unseen(plain)));
    expect(after / before).toBeLessThan(1.15);
    const half = skin(0.5);
    expect(fine(addSkinGrain(head, half).data, unseen(plain)) / before).toBeGreaterThan(0.75);
  });

  it('counts by what is not seen of a texel', () => {
    const partly = { ...smooth, share: smooth.share.map((x) => (x === 1 ? 1 : 0.5)) };
    expect(fine(addSkinGrain(head, partly).data, unseen(plain)) / fine(data, unseen(plain))).toBeCloseTo(0.5, 1);
  });

  it('is none where none of the face is seen', () => {
    const nothing = skin(0, () => false);
    expect(Buffer.from(addSkinGrain(head, nothing).data.buffer).equals(Buffer.from(nothing.albedo.buffer))).toBe(true);
  });
});
