import { describe, expect, it } from 'vitest';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { albedoTexture } from '../../../../src/render/mesh/head-mesh.ts';
import { type KeptColors, keptColors, ODD_CELLS } from '../../../../src/render/texture/blend/odd-colors.ts';
import { forEachSkinTexel } from '../../../../src/render/texture/skin-texels.ts';
import { mirrorTexels } from '../../../../src/render/texture/unseen/mirror-texels.ts';

const head = loadBundledHead();
const SIZE = 3 * ODD_CELLS;
const skin = new Set<number>();
forEachSkinTexel(head, SIZE, () => (texel) => void skin.add(texel));
const index = Uint32Array.from(skin).sort();
const texels = { size: SIZE, index };
const albedo = albedoTexture(head);

/** A square of the texture, in cells. */
type Square = readonly [left: number, top: number, right: number, bottom: number];

/** Where a texel lies, in cells. */
const cellOf = (texel: number): number[] => [Math.floor((texel % SIZE) / 3), Math.floor(texel / SIZE / 3)];
const within = ([x, y]: readonly number[], [left, top, right, bottom]: Square): boolean =>
  x >= left && x < right && y >= top && y < bottom;

/** Cells in the middle of one cheek: twelve by twelve, all of them skin. */
const CHEEK = cheek();

function cheek(): Square {
  const { vertices } = head.embeddings.ibug68;
  // The outline's point beside the mouth, and the corner of the mouth.
  const quads = head.quads;
  const uvOf = (vertex: number): number[] => {
    const at = 2 * head.uvQuads[quads.indexOf(vertex)];
    return [head.uvs[at] * ODD_CELLS, head.uvs[at + 1] * ODD_CELLS];
  };
  const [a, b] = [uvOf(vertices[3 * 3]), uvOf(vertices[3 * 31])];
  const [x, y] = [Math.round((a[0] + b[0]) / 2), Math.round((a[1] + b[1]) / 2)];
  return [x - 4, y - 4, x + 4, y + 4];
}

/** The cells that lie on the head's other side. */
function otherSide([left, top, right, bottom]: Square): Square {
  const mirror = mirrorTexels(head, ODD_CELLS);
  const places = [];
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) places.push(mirror[y * ODD_CELLS + x]);
  const [xs, ys] = [places.map((k) => k % ODD_CELLS), places.map((k) => Math.floor(k / ODD_CELLS))];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
}

/** A view of the mean skin in a tone, times a factor in squares. */
function lane(tone: number, squares: readonly (readonly [Square, number])[] = []): Float32Array {
  const out = new Float32Array(4 * index.length);
  index.forEach((texel, i) => {
    const at = (place: number): number => Math.floor(((place + 0.5) * albedo.width) / SIZE);
    const from = 3 * (at(Math.floor(texel / SIZE)) * albedo.width + at(texel % SIZE));
    const factor = squares.reduce((all, [square, own]) => (within(cellOf(texel), square) ? all * own : all), tone);
    for (let c = 0; c < 3; c++) out[4 * i + c] = 0.5 * factor * albedo.data[from + c];
    out[4 * i + 3] = 0.5;
  });
  return out;
}

/** Of the cells of a square, how many are kept by half or more. */
function keptIn(kept: KeptColors, [left, top, right, bottom]: Square): number {
  let count = 0;
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) if (kept === null || kept[y * ODD_CELLS + x] >= 0.5) count++;
  return count;
}

const CELLS = 64;
const dark = [[CHEEK, 0.3]] as const;

describe('odd colours', () => {
  it('are what one view shows and the others do not: nothing of it is kept, all of the rest', () => {
    const kept = keptColors(head, texels, [lane(1), lane(1, dark), lane(1)]);
    expect([kept[0], kept[2]]).toEqual([null, null]);
    expect(keptIn(kept[1], CHEEK)).toBe(0);
    const [left, top, right, bottom] = CHEEK;
    const away = (kept[1] as Float32Array).filter((x, k) => {
      const place = [k % ODD_CELLS, Math.floor(k / ODD_CELLS)];
      return x < 1 && !within(place, [left - 3, top - 3, right + 3, bottom + 3]);
    });
    expect(away.length).toBe(0);
  });

  it('are none where all views show them: a beard, a birthmark', () => {
    expect(keptColors(head, texels, [lane(1, dark), lane(1, dark), lane(1, dark)])).toEqual([null, null, null]);
  });

  it('are those of two of three views too, where the other side of the head is as skins are', () => {
    const kept = keptColors(head, texels, [lane(1, dark), lane(1, dark), lane(1)]);
    expect(kept.map((own) => keptIn(own, CHEEK))).toEqual([0, 0, CELLS]);
  });

  it('are those of three of four where the other side tells, and of two of four where skins are like the others', () => {
    const most = keptColors(head, texels, [lane(1, dark), lane(1, dark), lane(1, dark), lane(1)]);
    expect(most.map((own) => keptIn(own, CHEEK))).toEqual([0, 0, 0, CELLS]);
    const both = [...dark, [otherSide(CHEEK), 0.3]] as const;
    const half = keptColors(head, texels, [lane(1, both), lane(1, both), lane(1), lane(1)]);
    expect(half.map((own) => keptIn(own, CHEEK))).toEqual([0, 0, CELLS, CELLS]);
  });

  it('are not told from a darker photograph, nor from slight differences', () => {
    expect(keptColors(head, texels, [lane(0.4), lane(1), lane(1.5)])).toEqual([null, null, null]);
    expect(keptColors(head, texels, [lane(1), lane(1, [[CHEEK, 0.8]]), lane(1)])).toEqual([null, null, null]);
  });

  it('are told by no fewer than three views', () => {
    expect(keptColors(head, texels, [lane(1), lane(1, dark)])).toEqual([null, null]);
  });
});
