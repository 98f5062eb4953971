import { describe, expect, it } from 'vitest';
import { hairRegion } from '../../../../src/head/anatomy/hair-region.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
import { coveredSkin } from '../../../../src/render/texture/skin-texels.ts';
import { fillUnseen } from '../../../../src/render/texture/unseen/fill-unseen.ts';
import { mirrorTexels } from '../../../../src/render/texture/unseen/mirror-texels.ts';
import { toneField, toneMesh } from '../../../../src/render/texture/unseen/tone-field.ts';
import { vertexMap } from '../../../../src/render/texture/vertex-map.ts';

const SIZE = 256;
const { memory } = openKernels(1);
const head = loadBundledHead();
const hairy = hairRegion(head);
const mirror = mirrorTexels(head, SIZE);
const left = vertexMap(head, SIZE, (v) => head.template[3 * v]);
const grown = vertexMap(head, SIZE, (v) => hairy[v]);
const prior = new Float32Array(3 * SIZE * SIZE).fill(0.3);
const texels = Array.from(mirror.keys()).filter((texel) => mirror[texel] >= 0);

/** What a painter shows of the skin. @param weight of a texel, its colour */
function seen(weight: (texel: number) => number, color: (texel: number) => number) {
  return {
    size: SIZE,
    weight: Float32Array.from(mirror, (other, texel) => (other < 0 ? 0 : weight(texel))),
    color: Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => color(Math.floor(i / 3))),
  };
}

describe('the other side of a texture', () => {
  it('has its own other side where it came from', () => {
    const off = texels.filter((texel) => {
      const back = mirror[mirror[texel]];
      const [dx, dy] = [(back % SIZE) - (texel % SIZE), Math.floor(back / SIZE) - Math.floor(texel / SIZE)];
      return back < 0 || Math.hypot(dx, dy) > 2;
    });
    expect(off.length / texels.length).toBeLessThan(0.03);
    const wrong = texels.filter((texel) => Math.abs(left[texel] + left[mirror[texel]]) > 4);
    expect(wrong.length / texels.length).toBeLessThan(0.03);
  });
});

describe('the tone of what is seen', () => {
  it('is that of all skin where little is seen, hair and skin apart', () => {
    const some = seen(
      (texel) => (left[texel] > 20 ? 1 : 0),
      (texel) => (grown[texel] === 1 ? 0.03 : 0.45),
    );
    const tone = toneField({ head, covered: coveredSkin(head, SIZE) }, some, prior, toneMesh(head, hairy));
    for (let v = 0; v < hairy.length; v++) expect(Math.exp(tone[3 * v])).toBeCloseTo(hairy[v] === 1 ? 0.1 : 1.5, 2);
  });
});

describe('skin that no view shows', () => {
  const speck = texels.find((texel) => left[texel] > 40 && grown[texel] === 0 && left[texel] < 50) ?? 0;
  const near = (texel: number, other: number): boolean =>
    Math.hypot((texel % SIZE) - (other % SIZE), Math.floor(texel / SIZE) - Math.floor(other / SIZE)) < 4;
  const half = seen(
    (texel) => (left[texel] > -2 ? 1 : 0),
    (texel) => (near(texel, speck) ? 0.1 : 0.45),
  );
  const filled = fillUnseen(memory, { head }, half, prior);

  it('takes after the other side, speck for speck', () => {
    const other = texels.find((texel) => mirror[texel] === speck) ?? mirror[speck];
    expect(half.weight[other]).toBe(0);
    expect(filled[3 * other]).toBeLessThan(0.25);
    const plain = texels.filter((texel) => half.weight[texel] === 0 && !near(texel, other));
    const off = plain.filter((texel) => Math.abs(filled[3 * texel] - 0.45) > 0.05);
    expect(off.length / plain.length).toBeLessThan(0.01);
  });

  it('leaves what is seen as it is', () => {
    const changed = texels.filter(
      (texel) => half.weight[texel] === 1 && Math.abs(filled[3 * texel] - half.color[3 * texel]) > 1e-6,
    );
    expect(changed).toEqual([]);
  });

  it('is skin where hair could grow and leaves it bare, hair’s ground under hair alone', () => {
    const high = Uint8Array.from(hairy, (on, v) => (on === 1 && head.template[3 * v + 1] > 60 ? 1 : 0));
    const under = vertexMap(head, SIZE, (v) => high[v]);
    const cropped = seen(
      (texel) => (left[texel] > 20 ? 1 : 0),
      (texel) => (under[texel] === 1 ? 0.03 : 0.45),
    );
    const own = fillUnseen(memory, { head, underHair: high }, cropped, prior);
    const bare = texels.filter((texel) => left[texel] < -20 && grown[texel] === 1 && under[texel] === 0);
    expect(bare.length).toBeGreaterThan(500);
    const mean = (colors: Float32Array, some: readonly number[]): number =>
      some.reduce((sum, texel) => sum + colors[3 * texel], 0) / some.length;
    expect(mean(own, bare)).toBeCloseTo(0.45, 1);
    const covered = texels.filter((texel) => left[texel] < -20 && under[texel] === 1);
    expect(mean(own, covered)).toBeLessThan(0.1);
    expect(mean(fillUnseen(memory, { head }, half, prior), bare)).not.toBe(mean(own, bare));
  });

  it('has no stubble of other people on its scalp', () => {
    const stubbled = prior.map((x, i) =>
      grown[Math.floor(i / 3)] === 1 ? 0.5 * x * (1 + (Math.floor(i / 3) % 2)) : x,
    );
    const bald = seen(
      (texel) => (left[texel] > 20 ? 1 : 0),
      () => 0.45,
    );
    const even = fillUnseen(memory, { head }, bald, stubbled);
    const scalp = texels.filter((texel) => bald.weight[texel] === 0 && grown[texel] === 1);
    const off = scalp.filter((texel) => Math.abs(even[3 * texel] - 0.45) > 0.05);
    expect(off.length / scalp.length).toBeLessThan(0.02);
  });
});
