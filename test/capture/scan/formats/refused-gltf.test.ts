import { describe, expect, it } from 'vitest';
import { dracoGlbOf, glbOfJson, meshoptGlbOf } from '../../../helpers/meshes/gltf-files.ts';
import { accessors, corners, glb, grid, required, views } from '../../../helpers/meshes/grid-gltf.ts';
import { refusal } from '../../../helpers/read-written.ts';

describe('a glTF', () => {
  it.each([
    ['an extension that nobody knows', glb(required('ACME_curved_triangles')), /"ACME_curved_triangles".*without/],
    ['an extension that restarts strips', glb(required('KHR_mesh_primitive_restart')), /KHR_mesh_primitive_restart/],
    ['Draco without compressed data', glb(required('KHR_draco_mesh_compression')), /Draco-compressed.*Blender/],
    [
      'a cycle of nodes',
      glb({ nodes: [{ mesh: 0, children: [1] }, { children: [2] }, { children: [1] }] }),
      /nodes\.1: .*twice/,
    ],
    [
      'a node of two parents',
      glb({ nodes: [{ children: [1, 2] }, { children: [2] }, { mesh: 0 }] }),
      /nodes\.2: .*twice/,
    ],
    ['a node that is not there', glb({ scenes: [{ nodes: [7] }] }), /nodes\.7 of 1/],
    ['a node that is a number', glb({ nodes: [-1e308] }), /nodes\.0/],
    [
      'a projective matrix',
      glb({ nodes: [{ mesh: 0, matrix: [1, 0, 0, 0.1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] }] }),
      /nodes\.0: .*last row/,
    ],
    ['points only', glb({ meshes: [{ primitives: [{ attributes: { POSITION: 0 }, mode: 0 }] }] }), /points only/],
    [
      'line strips only',
      glb({ meshes: [{ primitives: [{ attributes: { POSITION: 0 }, mode: 3 }] }] }),
      /line strips only/,
    ],
    ['no positions', glb({ meshes: [{ primitives: [{ attributes: { NORMAL: 0 } }] }] }), /primitives\.0: .*positions/],
    [
      'two corners too many',
      glb({ accessors: [accessors[0], { ...accessors[1], count: corners.length - 1 }] }),
      /three indices/,
    ],
    [
      'an index past the last vertex',
      glb({ accessors: [{ ...accessors[0], count: 5 }, accessors[1]] }),
      /0 to 4; received/,
    ],
    [
      'more vertices than its view',
      glb({ accessors: [{ ...accessors[0], count: 999 }, accessors[1]] }),
      /accessors\.0: .*999/,
    ],
    [
      'more vertices than a mesh may have',
      glb({
        accessors: [{ componentType: 5126, count: 3e8, type: 'VEC3' }],
        meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
      }),
      /300000000/,
    ],
    [
      'vertices out of nothing',
      glb({
        accessors: [{ componentType: 5126, count: 6e6, type: 'VEC3' }],
        meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
      }),
      /unfold.*6000000/,
    ],
    [
      'many instances of a large mesh',
      glb({
        scenes: [{ nodes: Array.from({ length: 200 }, (_, i) => i) }],
        nodes: Array(200).fill({ mesh: 0 }),
        accessors: [{ componentType: 5126, count: 30_000, type: 'VEC3' }],
        meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
      }),
      /unfold.*6000000/,
    ],
    [
      'sparse values without end',
      glb({
        accessors: [
          {
            ...accessors[0],
            sparse: { count: 1e12, indices: { bufferView: 1, componentType: 5123 }, values: { bufferView: 0 } },
          },
          accessors[1],
        ],
      }),
      /sparse/,
    ],
    [
      'a count that is no number',
      glb({ accessors: [{ ...accessors[0], count: 1e308 }, accessors[1]] }),
      /accessors\.0\.count/,
    ],
    [
      'a view outside its buffer',
      glb({ bufferViews: [{ ...views[0], byteOffset: 99999 }, views[1]] }),
      /bufferViews\.0: .*99999/,
    ],
    ['a buffer longer than the file', glb({ buffers: [{ byteLength: 2 ** 40 }] }), /buffers\.0: .*1099511627776/],
    [
      'float indices',
      glb({ accessors: [accessors[0], { ...accessors[1], componentType: 5126, count: 3 }] }),
      /unsigned integers/,
    ],
    [
      'a type of number that is none',
      glb({ accessors: [{ ...accessors[0], componentType: 5130 }, accessors[1]] }),
      /accessors\.0: .*5130/,
    ],
    ['version 1', glb({ asset: { version: '1.0' } }), /version: .*"1\.0"/],
    ['no JSON', glbOfJson({}).fill(0x7b, 20), /JSON: must parse/],
    ['a cut end', glb({}).subarray(0, -9), /as long as it says/],
    ['no glTF in it', Buffer.from('solid x'), /"glTF"/],
    ['a damaged meshopt view', null, /meshoptimizer/],
    ['damaged Draco data', null, /Draco-compressed, and its data must decode.*Blender/],
  ])('with %s is refused, by name', async (what, content, message) => {
    const packed = async (): Promise<Buffer> => {
      const bytes = Buffer.from(await (what.includes('Draco') ? dracoGlbOf(grid) : meshoptGlbOf(grid)));
      const start = bytes.readUInt32LE(12) + 28;
      return bytes.fill(0xa5, start + 8, start + 100);
    };
    expect(await refusal('refused.glb', content ?? (await packed()))).toMatch(message);
  });
});
