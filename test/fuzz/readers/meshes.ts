import assert from 'node:assert';
import { readMesh } from '../../../src/capture/scan/read-mesh.ts';
import {
  dracoGlbOf,
  glbOf,
  glbOfJson,
  gltfDocument,
  meshoptGlbOf,
  plainGltf,
} from '../../helpers/meshes/gltf-files.ts';
import {
  asciiPlyOf,
  asciiStlOf,
  bentGrid,
  binaryPlyOf,
  binaryStlOf,
  objOf,
  trianglesOf,
} from '../../helpers/meshes/polygon-mesh.ts';
import type { FuzzedReader } from '../fuzzed-reader.ts';

const mesh = bentGrid(3);

/** A mesh that is read has triangles of places that are there. */
function check(result: unknown): void {
  const { positions, triangles } = result as Awaited<ReturnType<typeof readMesh>>;
  assert(triangles.length > 0 && triangles.length % 3 === 0, 'whole triangles');
  assert(
    triangles.every((v) => v < positions.length / 3),
    'of vertices that are there',
  );
  assert(positions.every(Number.isFinite), 'that are somewhere');
}

function reader(name: string, extension: string, ...seeds: (string | Uint8Array)[]): FuzzedReader {
  const bytes = seeds.map((seed) => (typeof seed === 'string' ? Buffer.from(seed) : seed));
  return { name, extension, seeds: () => bytes, read: readMesh, check };
}

const obj = objOf(mesh);
const corners = trianglesOf(mesh).flat();
const plain = plainGltf(mesh, corners);
const places = mesh.places.length;

const sparse = plainGltf(mesh, corners);
const sparseJson = {
  ...sparse.json,
  accessors: [
    {
      bufferView: 0,
      componentType: 5126,
      count: places,
      type: 'VEC3',
      sparse: { count: 1, indices: { bufferView: 1, componentType: 5121 }, values: { bufferView: 0, byteOffset: 12 } },
    },
    { bufferView: 1, componentType: 5123, count: corners.length, type: 'SCALAR' },
  ],
};
const instancedJson = {
  ...plain.json,
  nodes: [
    {
      children: [1, 2],
      translation: [1, 2, 3],
      rotation: [0, 0, 0.6, 0.8],
      scale: [1, -2, 1],
    },
    { mesh: 0, matrix: [1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 5, 6, 7, 1] },
    { mesh: 0, extensions: { EXT_mesh_gpu_instancing: { attributes: { TRANSLATION: 0 } } } },
  ],
  extensionsUsed: ['EXT_mesh_gpu_instancing'],
};

/** Colours of vertices, qualities of faces, and an element that is no surface. */
const rows = asciiPlyOf(mesh).split('end_header\n')[1].trim().split('\n');
const richPly = [
  asciiPlyOf(mesh)
    .split('end_header\n')[0]
    .replace('element face', 'property uchar red\nelement face')
    .concat(
      'property list char float texcoord\nelement edge 2\nproperty int vertex1\nproperty int vertex2\nend_header',
    ),
  ...rows.map((row, i) => (i < places ? `${row} 255` : `${row} 2 0.5 0.25`)),
  '0 1',
  '1 2\n',
].join('\n');

/** Readers of meshes, with whole files of every dialect to begin with. */
export const MESH_READERS: readonly FuzzedReader[] = [
  reader(
    'OBJ',
    '.obj',
    obj,
    obj.replaceAll(' ', '\t').replaceAll('\n', '\r\n'),
    obj.replaceAll(/^f (.*)$/gm, 'f $1 # c').replaceAll(/^(f \d+) /gm, '$1/1/1 \\\n'),
    obj.replaceAll(/^f .*$/gm, (line) => line.replaceAll(/\d+/g, (i) => `${Number(i) - places - 1}`)),
  ),
  reader('ascii PLY', '.ply', asciiPlyOf(mesh), richPly),
  reader('binary PLY', '.ply', binaryPlyOf(mesh, true), binaryPlyOf(mesh, false)),
  reader('ascii STL', '.stl', asciiStlOf(mesh), asciiStlOf(mesh).toUpperCase() + asciiStlOf(mesh)),
  reader('binary STL', '.stl', binaryStlOf(mesh), binaryStlOf(mesh, 'solid')),
  reader(
    'GLB',
    '.glb',
    glbOfJson(plain.json, plain.bin),
    glbOfJson(sparseJson, sparse.bin),
    glbOfJson(instancedJson, plain.bin),
    await glbOf(gltfDocument(mesh)),
  ),
  reader(
    'glTF',
    '.gltf',
    JSON.stringify({
      ...plain.json,
      buffers: [
        {
          byteLength: plain.bin.length,
          uri: `data:application/octet-stream;base64,${plain.bin.toString('base64')}`,
        },
      ],
    }),
  ),
  reader('GLB with Draco', '.glb', await dracoGlbOf(mesh)),
  reader('GLB with meshopt', '.glb', await meshoptGlbOf(mesh)),
];
