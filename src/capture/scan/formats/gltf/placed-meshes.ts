import { meshFault } from '../../../../geometry/mesh-text/mesh-fault.ts';
import { type Gltf, type GltfNode, itemAt } from './schema.ts';

/** A 4x4 matrix, column-major as in glTF. */
export type Matrix4 = readonly number[];

/** A mesh where its node puts it. */
export interface PlacedMesh {
  readonly mesh: number;
  readonly matrix: Matrix4;
  /** Attributes of its instances; null for one. */
  readonly instancing: Readonly<Record<string, number>> | null;
}

const IDENTITY: Matrix4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/**
 * The meshes of the scene that is shown, else of all nodes. A skinned mesh stands where its joints put it at rest, whatever
 * its node says.
 * @throws {AsmFitError} input: nodes that are not there, or that are reached twice
 */
export function placedMeshes(gltf: Gltf): PlacedMesh[] {
  const placed: PlacedMesh[] = [];
  const reached = new Set<number>();
  const open = rootsOf(gltf).map((node) => ({ node, parent: IDENTITY }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node: index, parent } = next;
    const node = itemAt(gltf.nodes, index, 'nodes');
    if (reached.has(index))
      throw meshFault(`nodes.${index}`, 'nodes must form trees', 'a node that is reached twice, or its own child');
    reached.add(index);
    if (node.extensions?.KHR_node_visibility?.visible === false) continue;
    const matrix = product(parent, matrixOf(node, index));
    for (const child of node.children) open.push({ node: child, parent: matrix });
    if (node.mesh === undefined) continue;
    itemAt(gltf.meshes, node.mesh, 'meshes');
    placed.push({
      mesh: node.mesh,
      matrix: node.skin === undefined ? matrix : IDENTITY,
      instancing: node.extensions?.EXT_mesh_gpu_instancing?.attributes ?? null,
    });
  }
  return placed;
}

/** Last first, as they are taken from the end. */
function rootsOf({ scene, scenes, nodes }: Gltf): number[] {
  if (scene !== undefined || scenes.length > 0) return [...itemAt(scenes, scene ?? 0, 'scenes').nodes].reverse();
  const children = new Set(nodes.flatMap((node) => node.children));
  return nodes.flatMap((_, i) => (children.has(i) ? [] : [i])).reverse();
}

function matrixOf({ matrix: m, translation, rotation, scale }: GltfNode, index: number): Matrix4 {
  if (m !== undefined && !(m[3] === 0 && m[7] === 0 && m[11] === 0 && m[15] === 1))
    throw meshFault(
      `nodes.${index}`,
      "the matrix's last row must be 0, 0, 0, 1",
      [m[3], m[7], m[11], m[15]].join(', '),
    );
  return m ?? matrixOfTrs(translation, rotation, scale);
}

/** T R S. @param rotation quaternion x, y, z, w; made a unit one */
export function matrixOfTrs(
  translation: ArrayLike<number>,
  rotation: ArrayLike<number>,
  scale: ArrayLike<number>,
): Matrix4 {
  const length = Math.hypot(rotation[0], rotation[1], rotation[2], rotation[3]) || 1;
  const [x, y, z, w] = Array.from(rotation, (q) => q / length);
  const [sx, sy, sz] = Array.from(scale);
  return [
    (1 - 2 * (y * y + z * z)) * sx,
    2 * (x * y + z * w) * sx,
    2 * (x * z - y * w) * sx,
    0,
    2 * (x * y - z * w) * sy,
    (1 - 2 * (x * x + z * z)) * sy,
    2 * (y * z + x * w) * sy,
    0,
    2 * (x * z + y * w) * sz,
    2 * (y * z - x * w) * sz,
    (1 - 2 * (x * x + y * y)) * sz,
    0,
    translation[0],
    translation[1],
    translation[2],
    1,
  ];
}

/** a b. */
export function product(a: Matrix4, b: Matrix4): Matrix4 {
  const out: number[] = [];
  for (let column = 0; column < 16; column += 4)
    for (let row = 0; row < 4; row++)
      out.push(
        a[row] * b[column] + a[4 + row] * b[column + 1] + a[8 + row] * b[column + 2] + a[12 + row] * b[column + 3],
      );
  return out;
}
