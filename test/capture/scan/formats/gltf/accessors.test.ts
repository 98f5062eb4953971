import { describe, expect, it } from 'vitest';
import { glbOfJson, plainGltf } from '../../../../helpers/meshes/gltf-files.ts';
import { accessors, bin, corners, expected, glb, grid, required, views } from '../../../../helpers/meshes/grid-gltf.ts';
import { readWritten, surface } from '../../../../helpers/read-written.ts';

describe('a glTF', () => {
  it('with interleaved, sparse and quantised accessors holds the same places', async () => {
    const count = grid.places.length;
    const wide = Buffer.alloc(20 * count);
    for (const [v, p] of grid.places.entries())
      for (const [k, x] of p.entries()) wide.writeFloatLE(x, 20 * v + 4 + 4 * k);
    const interleaved = glb(
      {
        accessors: [{ ...accessors[0], byteOffset: 4 }, accessors[1]],
        bufferViews: [
          { buffer: 0, byteLength: wide.length, byteStride: 20 },
          { ...views[1], byteOffset: wide.length },
        ],
        buffers: [{ byteLength: wide.length + 2 * corners.length }],
      },
      Buffer.concat([wide, bin.subarray(12 * count)]),
    );
    expect(surface(await readWritten('interleaved.glb', interleaved))).toEqual(await expected(grid));

    const values = Buffer.from(Float32Array.of(7, 8, 9, -1, -2, -3).buffer);
    const sparse = glb(
      {
        accessors: [
          {
            ...accessors[0],
            sparse: { count: 2, indices: { bufferView: 2, componentType: 5121 }, values: { bufferView: 3 } },
          },
          accessors[1],
        ],
        bufferViews: [
          ...views,
          { buffer: 0, byteOffset: bin.length, byteLength: 2 },
          { buffer: 0, byteOffset: bin.length + 4, byteLength: 24 },
        ],
        buffers: [{ byteLength: bin.length + 28 }],
      },
      Buffer.concat([bin, Buffer.of(3, 5, 0, 0), values]),
    );
    const changed = grid.places.map((p, v) => (v === 3 ? [7, 8, 9] : v === 5 ? [-1, -2, -3] : p));
    expect(surface(await readWritten('sparse.glb', sparse))).toEqual(await expected({ ...grid, places: changed }));

    // Bytes, normalised: the least one counts as -1, as its neighbour does.
    const bytes = [-128, -127, 0, 64, 127, 1].map((_, i, all) => [all[i], all[(i + 2) % 6], i]);
    const quantised = plainGltf(grid, [0, 1, 2, 2, 3, 4, 3, 4, 5]);
    const packed = Buffer.from(Int8Array.from(bytes.flatMap((p) => [...p, 0])).buffer);
    const small = glbOfJson(
      {
        ...quantised.json,
        ...required('KHR_mesh_quantization'),
        accessors: [
          { bufferView: 0, componentType: 5120, normalized: true, count: 6, type: 'VEC3' },
          { bufferView: 1, componentType: 5123, count: 9, type: 'SCALAR' },
        ],
        bufferViews: [
          { buffer: 0, byteLength: 24, byteStride: 4 },
          { buffer: 0, byteOffset: 24, byteLength: 18 },
        ],
        buffers: [{ byteLength: 42 }],
      },
      Buffer.concat([packed, Buffer.from(Uint16Array.of(0, 1, 2, 2, 3, 4, 3, 4, 5).buffer)]),
    );
    const unpacked = bytes.map((p) => p.map((x) => Math.max(x / 127, -1)));
    expect(surface(await readWritten('quantised.glb', small))).toEqual(
      await expected({
        places: unpacked,
        polygons: [
          [0, 1, 2],
          [2, 3, 4],
          [3, 4, 5],
        ],
      }),
    );
  });
});
