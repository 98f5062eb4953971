import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, NodeIO } from '@gltf-transform/core';
import { describe, expect, it } from 'vitest';
import { readMesh } from '../../../src/capture/scan/read-mesh.ts';
import { weldTriangles } from '../../../src/geometry/mesh/weld-triangles.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

/** A tetrahedron whose corners are exact in 32 bits. */
const corners = [
  [0, 0, 0],
  [1.5, 0, 0],
  [0, 2.25, 0],
  [0, 0, -3.5],
];

const faces = [
  [0, 2, 1],
  [0, 1, 3],
  [0, 3, 2],
  [1, 2, 3],
];

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);

/** Places of the corners of each triangle, in order. */
function soup({ positions, triangles }: Awaited<ReturnType<typeof readMesh>>): number[][][] {
  return Array.from({ length: triangles.length / 3 }, (_, t) =>
    [0, 1, 2].map((c) => Array.from(positions.subarray(3 * triangles[3 * t + c], 3 * triangles[3 * t + c] + 3))),
  );
}

function binaryPly(): Buffer {
  const header = Buffer.from(
    'ply\nformat binary_little_endian 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 4\nproperty list uchar int vertex_indices\nend_header\n',
  );
  const body = Buffer.alloc(4 * 12 + 4 * 13);
  corners.flat().forEach((x, i) => {
    body.writeFloatLE(x, 4 * i);
  });
  faces.forEach((face, f) => {
    body.writeUInt8(3, 48 + 13 * f);
    face.forEach((v, c) => {
      body.writeInt32LE(v, 48 + 13 * f + 1 + 4 * c);
    });
  });
  return Buffer.concat([header, body]);
}

function binaryStl(): Buffer {
  const out = Buffer.alloc(84 + 50 * faces.length);
  out.writeUInt32LE(faces.length, 80);
  faces.forEach((face, f) => {
    face
      .flatMap((v) => corners[v])
      .forEach((x, i) => {
        out.writeFloatLE(x, 84 + 50 * f + 12 + 4 * i);
      });
  });
  return out;
}

async function glb(): Promise<Uint8Array> {
  const document = new Document();
  const buffer = document.createBuffer();
  const primitive = document
    .createPrimitive()
    .setAttribute(
      'POSITION',
      document.createAccessor().setType('VEC3').setArray(Float32Array.from(corners.flat())).setBuffer(buffer),
    )
    .setIndices(document.createAccessor().setType('SCALAR').setArray(Uint16Array.from(faces.flat())).setBuffer(buffer));
  const mesh = document.createMesh().addPrimitive(primitive);
  // Twice the size, a unit up.
  const node = document.createNode().setMesh(mesh).setScale([2, 2, 2]).setTranslation([0, 1, 0]);
  document.createScene().addChild(node);
  return new NodeIO().writeBinary(document);
}

describe('a mesh file', () => {
  const wanted = faces.map((face) => face.map((v) => corners[v]));

  it.each([
    [
      'obj',
      `${corners.map((p) => `v ${p.join(' ')}`).join('\n')}\n${faces.map((f) => `f ${f.map((v) => v + 1).join(' ')}`).join('\n')}\n`,
    ],
    [
      'ply',
      `ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 4\nproperty list uchar int vertex_indices\nend_header\n${corners.map((p) => p.join(' ')).join('\n')}\n${faces.map((f) => `3 ${f.join(' ')}`).join('\n')}\n`,
    ],
    ['ply', binaryPly()],
    [
      'stl',
      `solid x\n${faces.map((f) => `facet normal 0 0 0\nouter loop\n${f.map((v) => `vertex ${corners[v].join(' ')}`).join('\n')}\nendloop\nendfacet`).join('\n')}\nendsolid x\n`,
    ],
    ['stl', binaryStl()],
  ])('as %s holds its triangles', async (kind, content) => {
    writeFileSync(path(`mesh.${kind}`), content);
    const mesh = await readMesh(path(`mesh.${kind}`));
    expect(soup(mesh)).toEqual(wanted);
    // Four places, however often the file names them.
    expect(new Set(mesh.triangles).size).toBe(4);
  });

  it('as GLB stands where its nodes put it', async () => {
    writeFileSync(path('mesh.glb'), await glb());
    expect(soup(await readMesh(path('mesh.glb')))).toEqual(
      wanted.map((face) => face.map(([x, y, z]) => [2 * x, 2 * y + 1, 2 * z])),
    );
  });

  it('that is damaged, empty, without faces or of another kind is refused', async () => {
    for (const [name, content] of [
      ['cut.ply', binaryPly().subarray(0, 190)],
      ['empty.stl', Buffer.alloc(0)],
      ['cut.glb', (await glb()).slice(0, 60)],
      [
        'points.ply',
        'ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\nend_header\n0 0 0\n',
      ],
      ['mesh.fbx', 'x'],
    ] as const) {
      writeFileSync(path(name), content);
      await expect(readMesh(path(name)), name).rejects.toMatchObject({ kind: 'input' });
    }
  });

  it('whose seams name places twice is joined there, and loses what has no area', () => {
    const positions = [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0];
    expect(Array.from(weldTriangles(positions, Uint32Array.of(0, 1, 2, 3, 5, 4, 1, 3, 5)))).toEqual([0, 1, 2, 1, 5, 2]);
  });
});
