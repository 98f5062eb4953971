import { describe, expect, it } from 'vitest';
import { FACE_SKIN, HAIR } from '../../../../src/capture/segmentation/classes.ts';
import { addEdge, withMixed } from '../../../../src/fitting/hair/colors/edge-colors.ts';
import type { HairMatte } from '../../../../src/fitting/hair/colors/hair-matte.ts';
import { hairPixels } from '../../../../src/fitting/hair/colors/hair-pixels.ts';
import type { HairTexels } from '../../../../src/fitting/hair/colors/hair-texels.ts';
import { texelPixels } from '../../../../src/fitting/hair/colors/texel-cover.ts';
import { centredLens } from '../../../../src/geometry/camera.ts';
import { plainKernels } from '../../../../src/kernels/runtime/plain-kernels.ts';
import { EVEN_LIGHT } from '../../../../src/render/light/sh-lighting.ts';
import type { ViewLevel } from '../../../../src/render/texture/blend/level-views.ts';
import { textureViews } from '../../../../src/render/texture/texture-views.ts';

const SIDE = 64;
const kernels = plainKernels();
const camera = {
  ...centredLens({ width: SIDE, height: SIDE }, SIDE),
  rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
  translation: Float64Array.of(0, 0, 64),
};
/** A wall that fills the picture, a mm a pixel, and a texel behind each pixel. */
const WALL = Float64Array.of(-40, -40, 0, 40, -40, 0, 40, 40, 0, -40, 40, 0);
const TRIANGLES = Uint32Array.of(0, 1, 2, 0, 2, 3);
const count = SIDE * SIDE;
const column = (k: number): number => k % SIDE;

function wallTexels(skinTrust: (column: number) => number): HairTexels {
  const positions = Float64Array.from({ length: 3 * count }, (_, i) => {
    const k = Math.floor(i / 3);
    return [column(k) + 0.5 - SIDE / 2, Math.floor(k / SIDE) + 0.5 - SIDE / 2, 0][i % 3];
  });
  return {
    size: SIDE,
    rows: { from: 0, to: SIDE },
    index: Uint32Array.from({ length: count }, (_, k) => k),
    scalpFrom: 0,
    positions,
    normals: Float64Array.from(positions, (_, i) => (i % 3 === 2 ? -1 : 0)),
    edge: new Float32Array(count),
    thickness: new Float32Array(count),
    bare: new Float32Array(count),
    skinTrust: Float32Array.from({ length: count }, (_, k) => skinTrust(column(k))),
    clothesTrust: new Float32Array(count),
  };
}

const labels = Uint8Array.from({ length: count }, (_, k) => (column(k) < 32 ? HAIR : FACE_SKIN));
/** Half covered from column 28 to 35, in a colour of its own. */
const partly = (k: number): boolean => column(k) >= 28 && column(k) < 36;
const COLOR = [0.1, 0.2, 0.3];
const pixels = Uint32Array.from({ length: count }, (_, k) => k).filter(partly);
const matte: HairMatte = {
  cover: Float32Array.from({ length: count }, (_, k) => (partly(k) ? 0.5 : column(k) < 28 ? 1 : 0)),
  mixed: { pixels, colors: Float32Array.from({ length: 3 * pixels.length }, (_, i) => COLOR[i % 3]) },
};

interface Wall {
  readonly skinTrust?: (column: number) => number;
  readonly depthAt?: (column: number) => number;
  readonly level?: ViewLevel;
}

const { mixed: paints } = hairPixels(labels, matte, SIDE);

function mixedOf({ skinTrust = () => 1, depthAt, level }: Wall = {}): Float64Array {
  const texels = wallTexels(skinTrust);
  const image = { width: SIDE, height: SIDE, channels: 3, data: new Float32Array(3 * count).fill(0.9) };
  const mask = new Uint8Array(count).fill(1);
  const [view] = textureViews(kernels, WALL, TRIANGLES, [{ image, mask, labels: null, camera }]);
  const sum = new Float64Array(4 * count);
  if (depthAt !== undefined) for (let k = 0; k < count; k++) view.depth[k] = depthAt(column(k));
  const shown = texelPixels(kernels.memory, texels, view);
  addEdge(kernels, texels, { view, paints, pixels: shown, matte, light: EVEN_LIGHT, level: level ?? null }, sum);
  return sum;
}

describe('colours at the edge of hair', () => {
  const at = (x: number): number => 4 * ((SIDE / 2) * SIDE + x);

  it('are those that cover skin, where pixels are covered in part', () => {
    const sum = mixedOf();
    for (let x = 4; x < SIDE - 4; x++) expect(sum[at(x) + 3] > 0).toBe(x >= 28 && x < 36);
    for (let x = 30; x < 34; x++)
      for (let c = 0; c < 3; c++) expect(sum[at(x) + c] / sum[at(x) + 3]).toBeCloseTo(COLOR[c], 5);
  });

  it('are brought to the level of all views', () => {
    const gain = new Float32Array(3 * 32 * 32).fill(Math.log(2));
    const sum = mixedOf({ level: { gain, kept: null } });
    for (let c = 0; c < 3; c++) expect(sum[at(31) + c] / sum[at(31) + 3]).toBeCloseTo(2 * COLOR[c], 5);
  });

  it('are none beside what stands before it', () => {
    const sum = mixedOf({ depthAt: (x) => (x < 32 ? 54 : 64) });
    expect(sum[at(30) + 3]).toBe(0);
    expect(sum[at(32) + 3]).toBeLessThan(0.3 * sum[at(35) + 3]);
  });

  it('are none at the picture’s rim, nor where an ear may lie in front', () => {
    const sum = mixedOf({ skinTrust: (x) => (x < 32 ? 1 : 0.02) });
    for (let x = 28; x < 36; x++) expect(sum[at(x) + 3] > 0).toBe(x < 32);
    expect(sum[4 * 30 + 3]).toBe(0);
  });

  it('are painted as far as views show them, beside what views show of hair alone', () => {
    const texels = { index: Uint32Array.of(0, 1, 2, 3) } as HairTexels;
    const picture = () => ({ width: 2, height: 2, channels: 3, data: new Float32Array(12).fill(0.5) });
    const lanes = (weights: readonly number[], color: number): Float64Array =>
      Float64Array.from(weights.flatMap((w) => [w * color, w * color, w * color, w]));
    const { data } = withMixed(picture(), texels, {
      own: lanes([0, 0.2, 0, 0], 0.5),
      mixed: lanes([1, 0.6, 1, 0], 0.1),
      shown: Float64Array.of(1, 1, 0.5, 1),
    });
    const [alone, beside, glanced, unseen] = [0, 3, 6, 9].map((i) => data[i]);
    expect(alone).toBeCloseTo(0.1, 2);
    expect(beside).toBeCloseTo(0.25 * 0.5 + 0.75 * 0.1, 5);
    expect(glanced).toBeCloseTo(0.3, 2);
    expect(unseen).toBe(0.5);
  });
});
