import { z } from 'zod';
import { meshFault } from '../../../../geometry/mesh-text/mesh-fault.ts';

const index = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32);
const size = z
  .number()
  .int()
  .min(0)
  .max(2 ** 53 - 1);
const vector = (length: number) => z.array(z.number()).length(length);

const meshopt = z.object({
  buffer: index,
  byteOffset: size.default(0),
  byteLength: size,
  byteStride: size,
  count: size,
  mode: z.enum(['ATTRIBUTES', 'TRIANGLES', 'INDICES']),
  filter: z.enum(['NONE', 'OCTAHEDRAL', 'QUATERNION', 'EXPONENTIAL', 'COLOR']).default('NONE'),
});

const primitive = z.object({
  attributes: z.record(z.string(), index),
  indices: index.optional(),
  mode: z.number().int().min(0).max(6).default(4),
  extensions: z
    .object({
      KHR_draco_mesh_compression: z.object({ bufferView: index, attributes: z.record(z.string(), index) }).optional(),
    })
    .optional(),
});

const node = z.object({
  mesh: index.optional(),
  skin: index.optional(),
  children: z.array(index).default([]),
  matrix: vector(16).optional(),
  translation: vector(3).default([0, 0, 0]),
  rotation: vector(4).default([0, 0, 0, 1]),
  scale: vector(3).default([1, 1, 1]),
  extensions: z
    .object({
      EXT_mesh_gpu_instancing: z.object({ attributes: z.record(z.string(), index) }).optional(),
      KHR_node_visibility: z.object({ visible: z.boolean().default(true) }).optional(),
    })
    .optional(),
});

const sparse = z.object({
  count: size,
  indices: z.object({ bufferView: index, byteOffset: size.default(0), componentType: z.number().int() }),
  values: z.object({ bufferView: index, byteOffset: size.default(0) }),
});

const accessor = z.object({
  bufferView: index.optional(),
  byteOffset: size.default(0),
  componentType: z.number().int(),
  normalized: z.boolean().default(false),
  count: size,
  type: z.string(),
  sparse: sparse.optional(),
});

const bufferView = z.object({
  buffer: index,
  byteOffset: size.default(0),
  byteLength: size,
  byteStride: z.number().int().min(1).max(65536).optional(),
  extensions: z
    .object({ EXT_meshopt_compression: meshopt.optional(), KHR_meshopt_compression: meshopt.optional() })
    .optional(),
});

/** What of a glTF says where its triangles are; the rest is left away. */
const gltf = z.object({
  asset: z.object({ version: z.string() }),
  extensionsRequired: z.array(z.string()).default([]),
  scene: index.optional(),
  scenes: z.array(z.object({ nodes: z.array(index).default([]) })).default([]),
  nodes: z.array(node).default([]),
  meshes: z.array(z.object({ primitives: z.array(primitive) })).default([]),
  accessors: z.array(accessor).default([]),
  bufferViews: z.array(bufferView).default([]),
  buffers: z.array(z.object({ byteLength: size, uri: z.string().optional() })).default([]),
});

export type Gltf = z.infer<typeof gltf>;
export type GltfNode = Gltf['nodes'][number];
export type GltfAccessor = Gltf['accessors'][number];
export type GltfPrimitive = Gltf['meshes'][number]['primitives'][number];
export type MeshoptView = z.infer<typeof meshopt>;

/** @throws {AsmFitError} input: with the path of what glTF 2 does not allow */
export function parseGltf(json: unknown): Gltf {
  const parsed = gltf.safeParse(json);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw meshFault(`JSON ${path.join('.')}`, 'must be as glTF 2 says', message, 'export the mesh again as GLB');
  }
  if (!/^2\./.test(parsed.data.asset.version))
    throw meshFault(
      'JSON asset.version',
      'must be 2.x',
      JSON.stringify(parsed.data.asset.version),
      'convert the mesh to glTF 2, for example by Blender',
    );
  return parsed.data;
}

/** An item that another names. @throws {AsmFitError} input: there is none */
export function itemAt<T>(items: readonly T[], index: number, kind: string): T {
  if (index >= items.length)
    throw meshFault(`JSON ${kind}`, 'must hold what is named', `${kind}.${index} of ${items.length}`);
  return items[index];
}
