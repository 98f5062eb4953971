import { meshFault } from '../../../../geometry/mesh-text/mesh-fault.ts';
import type { Gltf } from './schema.ts';

export const DRACO = 'KHR_draco_mesh_compression';

const READ = new Set([
  DRACO,
  'EXT_meshopt_compression',
  'KHR_meshopt_compression',
  'KHR_mesh_quantization',
  'EXT_mesh_gpu_instancing',
  'KHR_node_visibility',
]);
/** Looks, sound and movement: nothing of a surface at rest. */
const NO_GEOMETRY = /^[A-Z0-9]+_(materials?|techniques|textures?|images?|lights?|xmp|animation|audio)(_|$)/;

/** How to undo Draco's compression. */
export const WITHOUT_DRACO =
  'export the mesh without Draco compression: open it in Blender, export glTF 2.0 with "Compression" unticked';

/** @throws {AsmFitError} input: the file asks for what is not read, by name */
export function checkRequiredExtensions({ extensionsRequired, meshes }: Gltf): void {
  for (const name of extensionsRequired)
    if (!READ.has(name) && !NO_GEOMETRY.test(name))
      throw meshFault(
        'JSON extensionsRequired',
        'must name extensions that are read here',
        JSON.stringify(name.slice(0, 80)),
        'export the mesh without that extension, or as OBJ or PLY',
      );
  const isCompressed = meshes.some(({ primitives }) => primitives.some((p) => p.extensions?.[DRACO] !== undefined));
  if (extensionsRequired.includes(DRACO) && !isCompressed)
    throw meshFault(
      'JSON extensionsRequired',
      `a Draco-compressed mesh (${DRACO}) must have compressed primitives`,
      'none that is',
      WITHOUT_DRACO,
    );
}
