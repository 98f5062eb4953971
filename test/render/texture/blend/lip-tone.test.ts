import { describe, expect, it } from 'vitest';
import { mean } from '../../../../src/geometry/mean.ts';
import { findSlits } from '../../../../src/head/anatomy/slits.ts';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';
import { fadeTeeth, findLipTone } from '../../../../src/render/texture/blend/lip-tone.ts';
import { texelGeometry, vertexLane } from '../../../../src/render/texture/texels.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';

const { memory } = plainKernels();
const texels = texelGeometry(memory, { head, positions: head.template }, 512);
const lip = vertexLane(head, texels, head.regions.lips);
const WEIGHT = 0.2;
const SKIN = [0.5, 0.32, 0.24];
const LIPS = [0.4, 0.17, 0.16];
const TEETH = [0.62, 0.55, 0.45];
/** Heights of the mouth's slit and of where teeth end on the upper lip, mm. */
const SLIT = mean(findSlits(head).mouth.upper.map((v) => head.template[3 * v + 1]));
const END = SLIT + 5;
const heightOf = (i: number): number => texels.positions[3 * i + 1];
const shownTeeth = new Set(
  Array.from(lip.keys()).filter((i) => lip[i] === 1 && heightOf(i) > SLIT && heightOf(i) < END),
);

/** A view's lanes. @param teeth what lies on the upper lip's lower half */
function lanes(lips: readonly number[], teeth: readonly number[], skin: readonly number[] = SKIN): Float64Array {
  return Float64Array.from({ length: 4 * texels.index.length }, (_, k) => {
    const [i, c] = [Math.floor(k / 4), k % 4];
    if (c === 3) return WEIGHT;
    return WEIGHT * (shownTeeth.has(i) ? teeth : lip[i] > 0.5 ? lips : skin)[c];
  });
}

/** Of the teeth's weight what is gone. */
function fadedShare(own: Float64Array, before: Float64Array): number {
  const sum = (lane: Float64Array): number => [...shownTeeth].reduce((total, i) => total + lane[4 * i + 3], 0);
  return 1 - sum(own) / sum(before);
}

describe('teeth on lips', () => {
  it('are told from lips of any tone, and count for nothing', () => {
    for (const tone of [1, 0.4, 0.15]) {
      const own = lanes(
        LIPS.map((x) => tone * x),
        TEETH.map((x) => Math.max(tone, 0.3) * x),
        SKIN.map((x) => tone * x),
      );
      const found = findLipTone(head, texels, own);
      expect(found === null).toBe(false);
      const before = own.slice();
      fadeTeeth(head, texels, found, own);
      for (let i = 0; i < lip.length; i++)
        if (shownTeeth.has(i) && Math.abs(texels.positions[3 * i]) < 12 && Math.abs(heightOf(i) - (SLIT + END) / 2) < 1)
          expect(own[4 * i + 3]).toBeLessThan(0.01 * WEIGHT);
        // Their rim goes with them.
        else if (heightOf(i) > END + 3 || heightOf(i) < SLIT - 6 || lip[i] === 0)
          for (let c = 0; c < 4; c++) expect(own[4 * i + c]).toBe(before[4 * i + c]);
      expect(fadedShare(own, before)).toBeGreaterThan(0.9);
    }
  });

  it('are none on lips alone, in a grey photograph, or where lips are painted blue', () => {
    expect(findLipTone(head, texels, lanes(LIPS, LIPS))).toBe(null);
    expect(findLipTone(head, texels, lanes([0.2, 0.2, 0.2], [0.6, 0.6, 0.6], [0.35, 0.35, 0.35]))).toBe(null);
    expect(findLipTone(head, texels, lanes([0.1, 0.15, 0.4], [0.1, 0.15, 0.4]))).toBe(null);
  });

  it('are not a moustache, which is less red too, but darker', () => {
    expect(findLipTone(head, texels, lanes(LIPS, [0.05, 0.04, 0.035]))).toBe(null);
  });

  it('are not gloss on the lower lip, nor a speck', () => {
    const glossy = lanes(LIPS, LIPS);
    const speck = lanes(LIPS, LIPS);
    const put = (own: Float64Array, i: number): void => {
      for (let c = 0; c < 3; c++) own[4 * i + c] = WEIGHT * TEETH[c];
    };
    for (let i = 0; i < lip.length; i++) if (lip[i] === 1 && heightOf(i) < SLIT - 6) put(glossy, i);
    put(speck, [...shownTeeth][9]);
    for (const own of [glossy, speck]) expect(findLipTone(head, texels, own)).toBe(null);
  });

  it('are not told where no lips are seen', () => {
    const own = lanes(LIPS, TEETH);
    for (let i = 0; i < lip.length; i++) if (lip[i] > 0) own.fill(0, 4 * i, 4 * i + 4);
    expect(findLipTone(head, texels, own)).toBe(null);
    const before = own.slice();
    fadeTeeth(head, texels, null, own);
    expect(own).toEqual(before);
  });
});
