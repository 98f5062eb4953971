import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/geometry/random.ts';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';
import { ownColors } from '../../../../src/render/texture/own-colors.ts';
import { foldRegion } from '../../../../src/render/texture/shading/fold-region.ts';
import { addFoldShade, findFoldShade, takeFoldShade } from '../../../../src/render/texture/shading/fold-shade.ts';
import { type SkinTexels, texelGeometry, vertexLane } from '../../../../src/render/texture/texels.ts';
import { expectClose } from '../../../helpers/close.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

const { memory } = plainKernels();
const texelsOf = (size: number): SkinTexels => texelGeometry(memory, { head, positions: head.template }, size);
const texels = texelsOf(1024);
const WEIGHT = 0.4;
const SKIN = [0.5, 0.32, 0.24];
/** Beside the nose, where a smile folds the left cheek. */
const { template: p, regions } = head;
const CHEEK = Array.from(regions.face.keys())
  .map((v) => [...p.subarray(3 * v, 3 * v + 3)])
  .reduce((best, at) => (fromCheek(at) < fromCheek(best) ? at : best));
const folds = Float64Array.from(regions.lips, (lip, v) =>
  lip === 0 && Math.hypot(p[3 * v] - CHEEK[0], p[3 * v + 1] - CHEEK[1], p[3 * v + 2] - CHEEK[2]) < 16 ? 1 : 0,
);
const region = foldRegion(head, folds) ?? new Float64Array(folds.length);

function fromCheek([x, y, z]: readonly number[]): number {
  return Math.hypot(x - 30, y + 48, z - 18);
}
/** A logarithm at each texel that its skin is darker by. */
type Darker = (texel: { readonly place: readonly number[]; readonly i: number }) => number;
function lanes(of: SkinTexels, darker: Darker): Float64Array {
  const out = new Float64Array(4 * of.index.length);
  for (let i = 0; i < of.index.length; i++) {
    const scale = Math.exp(-darker({ place: [...of.positions.subarray(3 * i, 3 * i + 3)], i }));
    for (let c = 0; c < 3; c++) out[4 * i + c] = WEIGHT * SKIN[c] * scale;
    out[4 * i + 3] = WEIGHT;
  }
  return out;
}
/** A fold down the cheek, 4 mm wide. */
const fold: Darker = ({ place: [x, y, z] }) =>
  z > 0 && Math.abs(y - CHEEK[1]) < 12 ? 0.3 * Math.exp(-(((x - CHEEK[0]) / 2.5) ** 2)) : 0;
const share = vertexLane(head, texels, region);
const inside = (i: number): boolean => {
  const [x, y, z] = texels.positions.subarray(3 * i, 3 * i + 3);
  return share[i] === 1 && z > 0 && Math.abs(y - CHEEK[1]) < 6 && Math.abs(x - CHEEK[0]) < 1;
};
const even = lanes(texels, () => 0);
/** How much darker than even skin some texels are, the mean of logarithms. */
function depth(own: ArrayLike<number>, some: (i: number) => boolean): number {
  let [sum, n] = [0, 0];
  for (let i = 0; i < texels.index.length; i++)
    if (some(i)) {
      sum += Math.log(even[4 * i + 1] / own[4 * i + 1]);
      n++;
    }
  return sum / n;
}
function without(darker: Darker): { before: Float64Array; after: Float64Array } {
  const before = lanes(texels, darker);
  const after = before.slice();
  takeFoldShade(texels, findFoldShade(head, texels, region, before), after);
  return { before, after };
}

describe('the shade of folds', () => {
  it('is none without folds, and leaves skin as it is outside of their region', () => {
    expect(findFoldShade(head, texels, new Float64Array(folds.length), even)).toBe(null);
    takeFoldShade(texels, null, even);
    const { before, after } = without(fold);
    let [changed, outside, reweighted] = [0, 0, 0];
    for (let i = 0; i < texels.index.length; i++) {
      if (after[4 * i + 3] !== WEIGHT) reweighted++;
      if ([0, 1, 2].every((c) => after[4 * i + c] === before[4 * i + c])) continue;
      changed++;
      // Between texels gains are bilinear: at their own places they are exact.
      if (share[i] === 0) outside++;
    }
    expect([outside, reweighted]).toEqual([0, 0]);
    expect(changed).toBeGreaterThan(1000);
  });

  it('is taken off by more than a half', () => {
    const { before, after } = without(fold);
    expect(depth(before, inside)).toBeGreaterThan(0.25);
    expect(Math.abs(depth(after, inside))).toBeLessThan(0.5 * depth(before, inside));
  });

  it('leaves pores and what is broader than a cheek', () => {
    const random = createRandom(7);
    const pores = Array.from(texels.index, () => 0.1 * (random.uniform() - 0.5));
    const { before, after } = without(({ i }) => pores[i]);
    let [changed, all] = [0, 0];
    for (let i = 0; i < texels.index.length; i++)
      if (inside(i)) {
        const change = Math.log(after[4 * i + 1] / before[4 * i + 1]);
        changed += change * change;
        all += pores[i] ** 2;
      }
    expect(changed).toBeLessThan(0.15 * all);
    const form = without(({ place: [, y] }) => 0.01 * (y - CHEEK[1]));
    expect(Math.abs(depth(form.after, inside) - depth(form.before, inside))).toBeLessThan(0.05);
  });

  it('is not told from lips, whose colours are their own', () => {
    const own = vertexLane(head, texels, ownColors(head));
    const { before, after } = without(({ i }) => (own[i] > 0 ? 0.6 : 0));
    const plain = Array.from(share.keys()).filter((i) => own[i] === 0 && share[i] > 0);
    expect(plain.length).toBeGreaterThan(1000);
    for (const i of plain) expect(after[4 * i + 1]).toBeCloseTo(before[4 * i + 1], 4);
  });

  it('leaves what is darker than a fold', () => {
    const mole: Darker = (texel) => 10 * fold(texel);
    expect(depth(without(mole).after, inside)).toBeGreaterThan(0.9 * depth(without(mole).before, inside));
  });

  it('comes on again, and is the same on a texture of another size', () => {
    const { before, after } = without(fold);
    const shade = findFoldShade(head, texels, region, before);
    if (shade === null) throw new Error('no folds');
    const { index, size } = texels;
    const colors = new Float32Array(3 * size * size);
    index.forEach((texel, i) => {
      for (let c = 0; c < 3; c++) colors[3 * texel + c] = after[4 * i + c] / WEIGHT;
    });
    addFoldShade(texels, shade, colors);
    expectClose(
      Float64Array.from({ length: 3 * index.length }, (_, k) => colors[3 * index[Math.floor(k / 3)] + (k % 3)]),
      Float64Array.from({ length: 3 * index.length }, (_, k) => before[4 * Math.floor(k / 3) + (k % 3)] / WEIGHT),
      { rtol: 1e-6 },
    );
    const larger = texelsOf(2048);
    const own = lanes(larger, () => 0);
    const slow = own.slice();
    takeFoldShade(larger, shade, own);
    const gainAt = (x: number, y: number, c: number): number => {
      const at = (u: number, v: number): number => {
        const [i, j] = [u - shade.left, v - shade.top];
        const within = i >= 0 && j >= 0 && i < shade.side && j < shade.side;
        return within ? shade.gain[3 * (j * shade.side + i) + c] : 0;
      };
      const [u, v] = [Math.floor(x), Math.floor(y)];
      const [a, b] = [x - u, y - v];
      return (1 - b) * ((1 - a) * at(u, v) + a * at(u + 1, v)) + b * ((1 - a) * at(u, v + 1) + a * at(u + 1, v + 1));
    };
    let compared = 0;
    for (let i = 0; i < larger.index.length; i += 7) {
      const [x, y] = [larger.index[i] % 2048, Math.floor(larger.index[i] / 2048)].map((at) => (at + 0.5) / 2 - 0.5);
      const gain = gainAt(x, y, 1);
      if (!(Math.abs(gain) > 0.01)) continue;
      compared++;
      expect(Math.log(own[4 * i + 1] / slow[4 * i + 1])).toBeCloseTo(gain, 5);
    }
    expect(compared).toBeGreaterThan(50);
  });
});
