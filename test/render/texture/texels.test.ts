import { describe, expect, it } from 'vitest';
import { hairRegion } from '../../../src/head/anatomy/hair-region.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { smoothVertexMap } from '../../../src/render/texture/smooth-vertex-map.ts';
import { pickTexels, someTexels, texelGeometry } from '../../../src/render/texture/texels.ts';
import { vertexMap } from '../../../src/render/texture/vertex-map.ts';
import { expectClose } from '../../helpers/close.ts';

const head = loadBundledHead();
const { memory } = plainKernels();
const SIZE = 128;
const texels = texelGeometry(memory, { head, positions: head.template }, SIZE);

describe('texels of the skin', () => {
  it('are named once, with unit normals, on the skin', () => {
    const count = texels.index.length;
    expect(new Set(texels.index).size).toBe(count);
    expect(count).toBeGreaterThan(0.4 * SIZE * SIZE);
    const extent = [0, 1, 2].map((k) => {
      const along = head.template.subarray(0, 3 * head.parts[0].vertexCount).filter((_, i) => i % 3 === k);
      return [Math.min(...along), Math.max(...along)];
    });
    const lengths = Float64Array.from({ length: count }, (_, i) =>
      Math.hypot(...texels.normals.subarray(3 * i, 3 * i + 3)),
    );
    expectClose(lengths, new Float64Array(count).fill(1), { atol: 1e-5 });
    extent.forEach(([least, most], k) => {
      const along = texels.positions.filter((_, i) => i % 3 === k);
      expect(Math.min(...along)).toBeGreaterThan(least - 1e-3);
      expect(Math.max(...along)).toBeLessThan(most + 1e-3);
    });
  });

  it('are picked with their places and normals, the scalp’s still last', () => {
    const { scalpFrom } = texels;
    const places = Uint32Array.of(3, 7, scalpFrom - 1, scalpFrom, scalpFrom + 5);
    const some = pickTexels(memory, texels, places);
    expect([...some.index]).toEqual(Array.from(places, (i) => texels.index[i]));
    expect(some.scalpFrom).toBe(3);
    places.forEach((i, at) => {
      for (const rows of ['positions', 'normals'] as const)
        expect([...some[rows].subarray(3 * at, 3 * at + 3)]).toEqual([...texels[rows].subarray(3 * i, 3 * i + 3)]);
    });
    expect(pickTexels(memory, texels, Uint32Array.of(1, 2)).scalpFrom).toBe(2);
  });

  it('are hair’s ground where hair hides them, and where hair grows unless that is told', () => {
    const none = new Uint8Array(head.parts[0].vertexCount);
    const shaped = { head, positions: head.template };
    expect(texels.scalpFrom).toBeLessThan(0.95 * texels.index.length);
    expect(texelGeometry(memory, { ...shaped, underHair: none }, SIZE).scalpFrom).toBe(texels.index.length);
    const again = texelGeometry(memory, { ...shaped, underHair: hairRegion(head) }, SIZE);
    expect(again.scalpFrom).toBe(texels.scalpFrom);
  });

  it('come in bands of rows as they come at once', () => {
    const bands = [0, 50, 51, SIZE].flatMap((to, i, ends) =>
      i === 0 ? [] : [texelGeometry(memory, { head, positions: head.template }, SIZE, { from: ends[i - 1], to })],
    );
    for (const [k, { index }] of bands.entries())
      for (const texel of index) expect(Math.floor(texel / SIZE) < [50, 51, SIZE][k]).toBe(true);
    const place = new Map(Array.from(texels.index, (texel, i) => [texel, i]));
    expect(bands.reduce((sum, { index }) => sum + index.length, 0)).toBe(texels.index.length);
    for (const { index, positions } of bands)
      index.forEach((texel, i) => {
        const at = 3 * (place.get(texel) as number);
        expect(positions.subarray(3 * i, 3 * i + 3)).toEqual(texels.positions.subarray(at, at + 3));
      });
  });

  it('move as the skin moves: turned, grown and shifted', () => {
    // A quarter turn about z.
    const moved = texelGeometry(
      memory,
      {
        head,
        positions: head.template.map((_, i, p) => {
          const [x, y, z] = p.subarray(i - (i % 3), i - (i % 3) + 3);
          return 2 * [-y, x, z][i % 3] + 5;
        }),
      },
      SIZE,
    );
    expect(moved.index).toEqual(texels.index);
    const turned = (values: ArrayLike<number>, scale: number, shift: number) =>
      Float64Array.from({ length: values.length }, (_, i) => {
        const v = i - (i % 3);
        return scale * [-values[v + 1], values[v], values[v + 2]][i % 3] + shift;
      });
    expectClose(moved.positions, turned(texels.positions, 2, 5), { atol: 1e-3 });
    expectClose(moved.normals, turned(texels.normals, 1, 0), { atol: 1e-4 });
  });

  it('thinned out are every n-th', () => {
    const some = someTexels(memory, texels, 7);
    expect(some.index.length).toBe(Math.ceil(texels.index.length / 7));
    for (const i of [0, 1, some.index.length - 1]) {
      expect(some.index[i]).toBe(texels.index[7 * i]);
      for (const key of ['positions', 'normals'] as const)
        expect(Array.from(some[key].subarray(3 * i, 3 * i + 3))).toEqual(
          Array.from(texels[key].subarray(21 * i, 21 * i + 3)),
        );
    }
  });
});

describe('a function of vertices over the texture', () => {
  it('of 1 is 1 on the skin and 0 beside it', () => {
    const ones = vertexMap(head, SIZE, () => 1);
    const covered = new Set(texels.index);
    expectClose(
      ones,
      ones.map((_, texel) => (covered.has(texel) ? 1 : 0)),
      { atol: 1e-6 },
    );
  });

  it('of their places is the places of the texels', () => {
    for (let k = 0; k < 3; k++) {
      const along = vertexMap(head, SIZE, (v) => head.template[3 * v + k]);
      // Where charts overlap, one has the first triangle and the other the last.
      const off = Array.from(texels.index).filter(
        (texel, i) => Math.abs(along[texel] - texels.positions[3 * i + k]) > 1e-2,
      );
      expect(off.length).toBeLessThan(0.01 * texels.index.length);
    }
  });

  it('is linear in the function', () => {
    const [a, b] = [(v: number) => Math.sin(v), (v: number) => (v % 5) - 2];
    const [left, right] = [vertexMap(head, SIZE, a), vertexMap(head, SIZE, b)];
    expectClose(
      vertexMap(head, SIZE, (v) => 2 * a(v) + b(v)),
      left.map((x, i) => 2 * x + right[i]),
      { atol: 1e-5 },
    );
  });
});

describe('a smooth map of the vertices', () => {
  const count = head.parts[0].vertexCount;
  const value = (v: number): number => 10 + head.template[3 * v];
  const smooth = smoothVertexMap(
    head,
    Float64Array.from({ length: count }, (_, v) => value(v)),
    SIZE,
  );
  const plain = vertexMap(head, SIZE, value);

  it('lies on the skin, on what the vertices say but for the rounding of corners', () => {
    let [off, all] = [0, 0];
    for (let i = 0; i < smooth.length; i++) {
      if (smooth[i] === 0 || plain[i] === 0) continue;
      off += Math.abs(smooth[i] - plain[i]);
      all++;
    }
    expect(all).toBeGreaterThan(0.4 * SIZE * SIZE);
    expect(off / all).toBeLessThan(0.5);
  });

  it('of one value is that value', () => {
    const ones = smoothVertexMap(head, new Float64Array(count).fill(1), SIZE).filter((x) => x !== 0);
    expectClose(ones, new Float32Array(ones.length).fill(1), { atol: 1e-6 });
  });

  it('has no facets: its slope changes by less from texel to texel', () => {
    const wave = Float64Array.from({ length: count }, (_, v) => 10 + Math.sin(head.template[3 * v] / 12));
    const size = 512;
    const bend = (map: Float32Array): number => {
      let most = 0;
      for (let y = 220; y < 240; y++)
        for (let x = 300; x < 360; x++) {
          const i = y * size + x;
          most = Math.max(most, Math.abs(map[i - 1] - 2 * map[i] + map[i + 1]));
        }
      return most;
    };
    expect(bend(smoothVertexMap(head, wave, size))).toBeLessThan(bend(vertexMap(head, size, (v) => wave[v])) / 2);
  });
});
