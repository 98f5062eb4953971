import { describe, expect, it } from 'vitest';
import { accessors, bin, expected, glb, grid, moved, required, views } from '../../../../helpers/meshes/grid-gltf.ts';
import { readWritten, surface } from '../../../../helpers/read-written.ts';

describe('a glTF', () => {
  it('stands where nested nodes, matrices and instances put it', async () => {
    const nodes = [
      { children: [1], translation: [1, 2, 3], scale: [2, 2, 2] },
      // A quarter turn about z, then a shear, as no translation, rotation and scale would say it.
      { children: [2], rotation: [0, 0, Math.SQRT1_2, Math.SQRT1_2] },
      { mesh: 0, matrix: [1, 0, 0, 0, 0.5, 1, 0, 0, 0, 0, 1, 0, 0, 0, 4, 1] },
    ];
    const place = ([x, y, z]: readonly number[]): number[] => [1 - 2 * y, 2 + 2 * (x + 0.5 * y), 3 + 2 * (z + 4)];
    expect(surface(await readWritten('nested.glb', glb({ nodes })), 5)).toEqual(await expected(moved(place), 5));

    const mirrored = glb({ nodes: [{ mesh: 0, scale: [-1, 1, 1] }] });
    expect(surface(await readWritten('mirrored.glb', mirrored))).toEqual(
      await expected(moved(([x, y, z]) => [-x, y, z], true)),
    );

    const two = glb({ scenes: [{ nodes: [0, 1] }], nodes: [{ mesh: 0 }, { mesh: 0, translation: [0, 0, 50] }] });
    const both = [...(await expected(grid)), ...(await expected(moved(([x, y, z]) => [x, y, z + 50])))].sort();
    expect(surface(await readWritten('two.glb', two))).toEqual(both);

    const shifts = Buffer.from(Float32Array.of(0, 0, 0, 0, 0, 50).buffer);
    const instanced = glb(
      {
        nodes: [{ mesh: 0, extensions: { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION: 2 } } } }],
        accessors: [...accessors, { bufferView: 2, componentType: 5126, count: 2, type: 'VEC3' }],
        bufferViews: [...views, { buffer: 0, byteOffset: bin.length, byteLength: 24 }],
        buffers: [{ byteLength: bin.length + 24 }],
        ...required('EXT_mesh_gpu_instancing'),
      },
      Buffer.concat([bin, shifts]),
    );
    expect(surface(await readWritten('instanced.glb', instanced))).toEqual(both);
  });
});
