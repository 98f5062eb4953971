import { afterAll, describe, expect, it } from 'vitest';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
import { sideGains } from '../../../../src/render/texture/shading/side-tones.ts';
import { addGains } from '../../../../src/render/texture/shading/vertex-gains.ts';
import { texelGeometry } from '../../../../src/render/texture/texels.ts';
import { vertexMap } from '../../../../src/render/texture/vertex-map.ts';

const SIZE = 128;
const SKIN = [0.5, 0.27, 0.17];
const head = loadBundledHead();
const kernels = openKernels(1);
afterAll(() => kernels.close());
const { memory } = kernels;
const { face, lips, lids } = head.regions;
const [leftCheek, rightCheek] = [1, -1].map((side) =>
  vertexMap(head, SIZE, (v) => {
    const [x, y] = head.template.subarray(3 * v, 3 * v + 2);
    return face[v] === 1 && lips[v] + lids[v] === 0 && side * x > 30 && y < -10 ? 1 : 0;
  }),
);

/** What an even skin becomes whose texels have colours and weights of their own. */
function mended(look: (texel: number) => { readonly gain: readonly number[]; readonly weight: number }) {
  const mark = memory.mark();
  const texels = texelGeometry(memory, { head, positions: head.template }, SIZE);
  const sum = memory.real(4 * texels.index.length);
  texels.index.forEach((texel, i) => {
    const { gain, weight } = look(texel);
    for (let c = 0; c < 3; c++) sum[4 * i + c] = weight * SKIN[c] * gain[c];
    sum[4 * i + 3] = weight;
  });
  const gains = sideGains(head, texels, sum);
  if (gains !== null) addGains(head, texels, gains, sum);
  const [index, after] = [texels.index, sum.slice()];
  memory.release(mark);
  return { gains, index, after };
}

/** Mean colour of some texels over the skin's. */
function meanOf({ index, after }: ReturnType<typeof mended>, share: Float32Array): number[] {
  const total = [0, 0, 0, 0];
  index.forEach((texel, i) => {
    if (share[texel] >= 1) for (let c = 0; c < 4; c++) total[c] += after[4 * i + c];
  });
  return [0, 1, 2].map((c) => total[c] / total[3] / SKIN[c]);
}

const PLAIN = [1, 1, 1];
const RED = [1, 0.6, 0.6];

describe('tones of a head’s sides', () => {
  it('that are alike stay, bit for bit', () => {
    expect(mended(() => ({ gain: PLAIN, weight: 0.5 })).gains === null).toBe(true);
    expect(mended((t) => ({ gain: leftCheek[t] > 0 ? [1, 0.95, 0.95] : PLAIN, weight: 0.5 })).gains === null).toBe(
      true,
    );
  });

  it('meet half way where both are seen as well', () => {
    const look = mended((t) => ({ gain: leftCheek[t] > 0 ? RED : PLAIN, weight: 0.5 }));
    const [left, right] = [leftCheek, rightCheek].map((cheek) => meanOf(look, cheek));
    for (const c of [1, 2]) expect(Math.abs(Math.log(left[c] / right[c]))).toBeLessThan(0.15);
    expect(left[1]).toBeGreaterThan(0.68);
    expect(right[1]).toBeLessThan(0.9);
  });

  it('follow the side that is seen better', () => {
    const look = mended((t) => (leftCheek[t] > 0 ? { gain: RED, weight: 0.02 } : { gain: PLAIN, weight: 0.8 }));
    expect(meanOf(look, leftCheek)[1]).toBeGreaterThan(0.85);
    expect(meanOf(look, rightCheek)[1]).toBeGreaterThan(0.95);
  });

  it('of which one is not seen stay', () => {
    const look = mended((t) => ({ gain: leftCheek[t] > 0 ? RED : PLAIN, weight: rightCheek[t] > 0 ? 0 : 0.5 }));
    expect(meanOf(look, leftCheek)[1]).toBeLessThan(0.63);
  });

  it('know nothing of paint and moles', () => {
    const mole = (t: number): boolean => t % 37 === 0 && leftCheek[t] > 0;
    expect(mended((t) => ({ gain: mole(t) ? [0.2, 0.2, 0.2] : PLAIN, weight: 0.5 })).gains === null).toBe(true);
  });
});
