import { describe, expect, it } from 'vitest';
import { type GltfJson, glbOf, glbOfJson, gltfDocument, plainGltf } from '../../../helpers/meshes/gltf-files.ts';
import { corners, expected, glb, grid, required } from '../../../helpers/meshes/grid-gltf.ts';
import { readWritten, surface } from '../../../helpers/read-written.ts';

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

  it('that gltf-transform wrote is read as it was', async () => {
    expect(surface(await readWritten('written.glb', await glbOf(gltfDocument(grid))))).toEqual(await expected(grid));
  });
});
