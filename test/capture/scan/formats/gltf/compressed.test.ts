import { describe, expect, it } from 'vitest';
import { dracoGlbOf, meshoptGlbOf } from '../../../../helpers/meshes/gltf-files.ts';
import { expected, grid } from '../../../../helpers/meshes/grid-gltf.ts';
import { objOf } from '../../../../helpers/meshes/polygon-mesh.ts';
import { readWritten, refusal, surface } from '../../../../helpers/read-written.ts';

describe('a glTF', () => {
  it('compressed by Draco or meshoptimizer is decompressed', async () => {
    const { positions, triangles } = await readWritten('draco.glb', await dracoGlbOf(grid));
    const plain = await readWritten('plain.obj', objOf(grid));
    expect(Array.from(triangles)).toEqual(Array.from(plain.triangles));
    // 16 bits over six units.
    expect(Math.max(...positions.map((x, i) => Math.abs(x - plain.positions[i])))).toBeLessThan(1e-4);
    expect(surface(await readWritten('meshopt.glb', await meshoptGlbOf(grid)))).toEqual(await expected(grid));
  });

  it('whose Draco data says billions of triangles is refused without taking memory for them', async () => {
    const file = Buffer.from(await dracoGlbOf(grid));
    // After the header: numbers of triangles and of vertices, of one byte each here.
    const at = file.indexOf('DRACO') + 11;
    expect([file[at], file[at + 1]]).toEqual([grid.polygons.length, grid.places.length]);
    for (const said of [
      [0xff, 0xff, 0xff, 0x7f],
      [0x80, 0x80, 0x80, 0x80, 0x05],
      [0x80, 0x80, 0x80, 0x10],
    ]) {
      const damaged = Buffer.from(file);
      damaged.set(said, at);
      const before = process.memoryUsage().rss;
      expect(await refusal('billions.glb', damaged)).toMatch(/Draco-compressed/);
      expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
    }
  });
});
