import { describe, expect, it } from 'vitest';
import type { Camera } from '../../../src/geometry/camera.ts';
import { byteFromLinear, LINEAR_FROM_BYTE } from '../../../src/image/color.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { EVEN_LIGHT } from '../../../src/render/light/sh-lighting.ts';
import { drawHair, type HairLook, loadHair } from '../../../src/render/mesh/draw-hair.ts';

const SIDE = 24;
/** Looks along -z from 100 mm away; a pixel is a millimetre at the origin. */
const camera: Camera = {
  width: SIDE,
  height: SIDE,
  fx: 100,
  fy: 100,
  cx: SIDE / 2,
  cy: SIDE / 2,
  rotation: Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1),
  translation: Float64Array.of(0, 0, 100),
};
const [DARK, FAIR] = [
  [40, 30, 20],
  [180, 140, 60],
];
const BEHIND = [200, 210, 220];

/** Where a sheet of hair of 16 mm hangs: its depth, how far up it is moved, mm, and whether it is turned left to right. */
interface Sheet {
  readonly z: number;
  readonly up: number;
  readonly turned: boolean;
}

const [COLUMNS, ROWS, TEXELS] = [4, 8, 32];

/** Sheets that are dark on the left and fair on the right; their upper half is opaque, a quarter covers 0.4, the rest is clear. */
function hairSheets(sheets: readonly Sheet[]): HairLook {
  const [positions, uvs, triangles]: number[][] = [[], [], []];
  for (const { z, up, turned } of sheets) {
    const first = positions.length / 3;
    for (let j = 0; j <= ROWS; j++)
      for (let i = 0; i <= COLUMNS; i++) {
        const x = (16 * i) / COLUMNS - 8;
        positions.push(turned ? -x : x, 8 - (16 * j) / ROWS + up, z);
        uvs.push(i / COLUMNS, j / ROWS);
        if (i === COLUMNS || j === ROWS) continue;
        const at = first + j * (COLUMNS + 1) + i;
        triangles.push(at, at + COLUMNS + 1, at + 1, at + 1, at + COLUMNS + 1, at + COLUMNS + 2);
      }
  }
  const rowOf = (texel: number): number => Math.floor(texel / TEXELS);
  const color = (k: number): number => ((k / 3) % TEXELS < TEXELS / 2 ? DARK : FAIR)[k % 3];
  return {
    mesh: {
      positions: Float64Array.from(positions),
      uvs: Float64Array.from(uvs),
      triangles: Uint32Array.from(triangles),
    },
    texture: {
      color: { width: TEXELS, height: TEXELS, data: Uint8Array.from({ length: 3 * TEXELS ** 2 }, (_, k) => color(k)) },
      opacity: Uint8Array.from({ length: TEXELS ** 2 }, (_, k) => (rowOf(k) < 16 ? 255 : rowOf(k) < 24 ? 102 : 0)),
    },
  };
}

const FLAT: Sheet = { z: 0, up: 0, turned: false };

/** @param depth of what the picture shows already, mm */
function drawn(hair: HairLook, depth: number): ByteImage {
  const kernels = plainKernels();
  const { memory } = kernels;
  const loaded = loadHair(kernels, hair);
  const data = Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, k) => BEHIND[k % 3]);
  const canvas = { picture: { width: SIDE, height: SIDE, data }, depth: memory.real(SIDE * SIDE).fill(depth) };
  const mark = memory.mark();
  drawHair(kernels, loaded, { camera, light: EVEN_LIGHT }, canvas);
  expect(memory.mark()).toBe(mark);
  return canvas.picture;
}

function pixel({ data }: ByteImage, x: number, y: number): number[] {
  return [...data.subarray(3 * (y * SIDE + x), 3 * (y * SIDE + x) + 3)];
}

/** 0.4 of one over another, in linear light. */
function blended(over: readonly number[], under: readonly number[]): number[] {
  return over.map((byte, c) => byteFromLinear(0.4 * LINEAR_FROM_BYTE[byte] + 0.6 * LINEAR_FROM_BYTE[under[c]]));
}

describe('hair over a picture', () => {
  it('covers as much as its texture says, in linear light, and nothing beside it', () => {
    const picture = drawn(hairSheets([FLAT]), 200);
    expect(pixel(picture, 7, 7)).toEqual(DARK);
    expect(pixel(picture, 17, 7)).toEqual(FAIR);
    expect(pixel(picture, 7, 14)).toEqual(blended(DARK, BEHIND));
    expect(pixel(picture, 7, 19)).toEqual(BEHIND);
    expect(pixel(picture, 1, 12)).toEqual(BEHIND);
  });

  it('does not show where something lies before it', () => {
    expect(drawn(hairSheets([FLAT]), 99).data.every((byte, k) => byte === BEHIND[k % 3])).toBe(true);
  });

  it('shows through its edge, and hides it behind what covers in full', () => {
    const other = { up: 8, turned: true };
    expect(pixel(drawn(hairSheets([FLAT, { ...other, z: 10 }]), 200), 7, 6)).toEqual(blended(FAIR, DARK));
    expect(pixel(drawn(hairSheets([FLAT, { ...other, z: -10 }]), 200), 7, 6)).toEqual(DARK);
    // In whatever order they come.
    expect(pixel(drawn(hairSheets([{ ...other, z: 10 }, FLAT]), 200), 7, 6)).toEqual(blended(FAIR, DARK));
  });

  it('is lit by the view', () => {
    const kernels = plainKernels();
    const loaded = loadHair(kernels, hairSheets([FLAT]));
    const data = new Uint8Array(3 * SIDE * SIDE);
    const canvas = { picture: { width: SIDE, height: SIDE, data }, depth: kernels.memory.real(SIDE * SIDE).fill(200) };
    drawHair(kernels, loaded, { camera, light: EVEN_LIGHT.map((x) => x / 2) }, canvas);
    expect(pixel(canvas.picture, 17, 7)).toEqual(FAIR.map((byte) => byteFromLinear(LINEAR_FROM_BYTE[byte] / 2)));
    // What covers it is no colour: light does not change how much.
    expect(pixel(canvas.picture, 17, 14)).toEqual(
      FAIR.map((byte) => byteFromLinear((0.4 * LINEAR_FROM_BYTE[byte]) / 2)),
    );
  });
});
