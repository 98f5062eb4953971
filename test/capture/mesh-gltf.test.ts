import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dracoGlbOf, type GltfJson, glbOf, glbOfJson, gltfDocument, gltfOf, meshoptGlbOf, plainGltf } from '../helpers/gltf-files.ts';
import { bentGrid, objOf, type PolygonMesh, trianglesOf } from '../helpers/polygon-mesh.ts';
import { readWritten, refusal, surface, writtenPath } from '../helpers/read-written.ts';

const polygons = bentGrid(3);
const grid: PolygonMesh = { places: polygons.places, polygons: trianglesOf(polygons) };
const corners = grid.polygons.flat();
const { json, bin } = plainGltf(grid, corners);
const views = json.bufferViews as Record<string, unknown>[];
const accessors = json.accessors as Record<string, unknown>[];
const dataUri = (bytes: Uint8Array): string =>
  `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`;

/** The plain file with other parts. */
const glb = (parts: GltfJson, bytes: Uint8Array = bin): Buffer => glbOfJson({ ...json, ...parts }, bytes);

/** What a file of these places and triangles holds. */
async function expected(mesh: PolygonMesh, digits?: number): Promise<string[]> {
  return surface(await readWritten('plain.obj', objOf(mesh)), digits);
}

const moved = (move: (p: readonly number[]) => number[], turned = false): PolygonMesh => ({
  places: grid.places.map(move),
  polygons: turned ? grid.polygons.map(([a, b, c]) => [a, c, b]) : grid.polygons,
});

const required = (name: string): GltfJson => ({ extensionsUsed: [name], extensionsRequired: [name] });

describe('a glTF', () => {
  it.each([
    ['in one file', glb({})],
    ['with a chunk of its own kind at the end', glb({})],
    [
      'that needs extensions of looks',
      glb({
        ...required('KHR_materials_unlit'),
        extensionsRequired: [
          'KHR_materials_clearcoat',
          'KHR_texture_transform',
          'EXT_texture_avif',
          'MSFT_texture_dds',
          'KHR_lights_punctual',
          'EXT_lights_image_based',
        ],
      }),
    ],
    ['without a scene', glb({ scene: undefined, scenes: undefined })],
    [
      'beside points and lines',
      glb({
        meshes: [
          {
            primitives: [
              { attributes: { POSITION: 0 }, mode: 0 },
              { attributes: { POSITION: 0 }, indices: 1 },
              { attributes: { POSITION: 0 }, indices: 1, mode: 3 },
            ],
          },
        ],
      }),
    ],
    [
      'with a hidden node',
      glb({
        scenes: [{ nodes: [0, 1] }],
        nodes: [
          { mesh: 0 },
          { mesh: 0, translation: [9, 0, 0], extensions: { KHR_node_visibility: { visible: false } } },
        ],
      }),
    ],
  ])('%s holds its triangles', async (_, content) => {
    expect(surface(await readWritten('dialect.glb', content))).toEqual(await expected(grid));
  });

  it('as JSON reads its buffer beside it, in a folder beside it, and in itself', async () => {
    mkdirSync(writtenPath('parts'), { recursive: true });
    writeFileSync(writtenPath('mesh 1.bin'), bin);
    writeFileSync(writtenPath('parts/mesh.bin'), bin);
    for (const uri of ['mesh%201.bin', 'mesh 1.bin', './parts/mesh.bin', 'parts\\mesh.bin', dataUri(bin)]) {
      const text = `\ufeff${JSON.stringify({ ...json, buffers: [{ byteLength: bin.length, uri }] })}`;
      expect(surface(await readWritten('mesh.gltf', text)), uri).toEqual(await expected(grid));
    }
    const { json: written, resources } = await gltfOf(gltfDocument(grid));
    for (const [name, bytes] of Object.entries(resources)) writeFileSync(writtenPath(name), bytes);
    expect(surface(await readWritten('written.gltf', JSON.stringify(written)))).toEqual(await expected(grid));
  });

  it('as strips and fans turns triangles as it should', async () => {
    const places = {
      places: grid.places,
      polygons: [
        [0, 1, 7],
        [7, 1, 8],
        [7, 8, 2],
      ],
    };
    const strip = plainGltf(grid, [0, 1, 7, 8, 2]);
    const mesh = (mode: number): GltfJson => ({
      meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, mode }] }],
    });
    expect(surface(await readWritten('strip.glb', glbOfJson({ ...strip.json, ...mesh(5) }, strip.bin)))).toEqual(
      await expected(places),
    );
    const fan = {
      places: grid.places,
      polygons: [
        [0, 1, 7],
        [0, 7, 8],
        [0, 8, 2],
      ],
    };
    expect(surface(await readWritten('fan.glb', glbOfJson({ ...strip.json, ...mesh(6) }, strip.bin)))).toEqual(
      await expected(fan),
    );
  });

  it('without indices takes vertices as they come', async () => {
    const soup = {
      places: corners.map((v) => grid.places[v]),
      polygons: corners.flatMap((_, i) => (i % 3 === 0 ? [[i, i + 1, i + 2]] : [])),
    };
    const plain = plainGltf(soup, []);
    const meshes = [{ primitives: [{ attributes: { POSITION: 0 } }] }];
    expect(surface(await readWritten('soup.glb', glbOfJson({ ...plain.json, meshes }, plain.bin)))).toEqual(
      await expected(grid),
    );
  });

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

  it('compressed by Draco or meshoptimizer is decompressed', async () => {
    const { positions, triangles } = await readWritten('draco.glb', await dracoGlbOf(grid));
    const plain = await readWritten('plain.obj', objOf(grid));
    expect(Array.from(triangles)).toEqual(Array.from(plain.triangles));
    // 16 bits over six units.
    expect(Math.max(...positions.map((x, i) => Math.abs(x - plain.positions[i])))).toBeLessThan(1e-4);
    expect(surface(await readWritten('meshopt.glb', await meshoptGlbOf(grid)))).toEqual(await expected(grid));
  });

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

  it('fetches nothing from outside its folder', async () => {
    writeFileSync(writtenPath('outside.bin'), bin);
    mkdirSync(writtenPath('inside'), { recursive: true });
    rmSync(writtenPath('inside/link.bin'), { force: true });
    symlinkSync(writtenPath('outside.bin'), writtenPath('inside/link.bin'));
    for (const uri of [
      '../outside.bin',
      '%2e%2e/outside.bin',
      '..\\outside.bin',
      writtenPath('outside.bin'),
      'file:///etc/hosts',
      'http://localhost/a.bin',
      'c:\\a.bin',
      'link.bin',
      '',
      '.',
      'missing.bin',
      '/dev/zero',
      'data:text/plain,abc',
    ]) {
      const text = JSON.stringify({ ...json, buffers: [{ byteLength: bin.length, uri }] });
      expect(await refusal('inside/mesh.gltf', text), uri).toMatch(/buffers\.0/);
    }
  });

  it('that gltf-transform wrote is read as it was', async () => {
    expect(surface(await readWritten('written.glb', await glbOf(gltfDocument(grid))))).toEqual(await expected(grid));
  });
});
