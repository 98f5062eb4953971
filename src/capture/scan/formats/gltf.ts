import type { TriangleMesh } from '../../../geometry/mesh/triangle-mesh.ts';
import { MeshBuilder } from '../../../geometry/mesh-text/mesh-builder.ts';
import { meshFault } from '../../../geometry/mesh-text/mesh-fault.ts';
import { GltfAccessors } from './gltf/accessors.ts';
import { GltfBuffers } from './gltf/buffers.ts';
import { type GltfContainer, parseGltfJson, unpackGlb } from './gltf/container.ts';
import { DracoDecompressor } from './gltf/draco.ts';
import { instanceCount, instanceMatrices } from './gltf/instancing.ts';
import { fetchPrimitives, readPrimitives, type SizedMesh, sizeOfMesh } from './gltf/mesh-primitives.ts';
import { type Matrix4, placedMeshes } from './gltf/placed-meshes.ts';
import { checkRequiredExtensions } from './gltf/required-extensions.ts';
import { parseGltf } from './gltf/schema.ts';
import type { MeshFile, MeshFormat } from './mesh-format.ts';

/** glTF 2 in one file. */
export const GLB: MeshFormat = { read: (file) => readGltf(file, unpackGlb(file.bytes)) };

/** glTF 2 as JSON, its buffers within it or beside it. */
export const GLTF: MeshFormat = { read: (file) => readGltf(file, { json: parseGltfJson(file.bytes), bin: null }) };

/** All triangles of the scene, where its nodes put them: sizes first, so that no memory is taken for what cannot be. */
async function readGltf(file: MeshFile, { json, bin }: GltfContainer): Promise<TriangleMesh> {
  const gltf = parseGltf(json);
  checkRequiredExtensions(gltf);
  const buffers = new GltfBuffers(gltf, file, bin);
  const accessors = new GltfAccessors(gltf, buffers);
  const sizes = new Map<number, SizedMesh>();
  const placed = placedMeshes(gltf);
  let [vertices, triangles] = [0, 0];
  for (const { mesh, instancing } of placed) {
    const size = sizes.get(mesh) ?? sizeOfMesh(gltf, mesh, accessors);
    sizes.set(mesh, size);
    const count = instancing === null ? 1 : instanceCount(instancing, accessors);
    vertices += count * size.vertices;
    triangles += count * size.triangles;
  }
  if (triangles === 0) throw nothingToRead([...sizes.values()]);
  for (const size of sizes.values()) fetchPrimitives(size, gltf, buffers);
  const built = new MeshBuilder(file.bytes.length + buffers.externalBytes);
  built.reserve(vertices, triangles);
  const source = { gltf, accessors, buffers, draco: new DracoDecompressor(file.bytes.length + buffers.externalBytes) };
  const read = new Map<number, readonly TriangleMesh[]>();
  for (const { mesh, matrix, instancing } of placed) {
    const size = sizes.get(mesh);
    if (size === undefined || size.triangles === 0) continue;
    const primitives = read.get(mesh) ?? (await readPrimitives(size, source));
    read.set(mesh, primitives);
    const matrices = instancing === null ? [matrix] : await instanceMatrices(instancing, matrix, accessors);
    for (const instance of matrices) for (const primitive of primitives) place(primitive, instance, built);
  }
  return built.mesh();
}

function nothingToRead(meshes: readonly SizedMesh[]) {
  const modes = new Set(meshes.flatMap(({ passedOver }) => passedOver));
  return meshFault(
    'mesh',
    'the scene must have triangles',
    modes.size > 0 ? `${[...modes].join(', ')} only` : `${meshes.length} meshes without`,
    'export a surface, not points or curves',
  );
}

/** Where a matrix mirrors, triangles are turned, so that their front stays in front. */
function place({ positions, triangles }: TriangleMesh, m: Matrix4, built: MeshBuilder): void {
  const first = built.vertexCount;
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i], positions[i + 1], positions[i + 2]];
    built.vertex(
      m[0] * x + m[4] * y + m[8] * z + m[12],
      m[1] * x + m[5] * y + m[9] * z + m[13],
      m[2] * x + m[6] * y + m[10] * z + m[14],
    );
  }
  const [second, third] = determinant(m) < 0 ? [2, 1] : [1, 2];
  for (let i = 0; i < triangles.length; i += 3)
    built.triangle(first + triangles[i], first + triangles[i + second], first + triangles[i + third]);
}

/** Of the upper left 3x3. */
function determinant(m: Matrix4): number {
  return m[0] * (m[5] * m[10] - m[9] * m[6]) - m[4] * (m[1] * m[10] - m[9] * m[2]) + m[8] * (m[1] * m[6] - m[5] * m[2]);
}
