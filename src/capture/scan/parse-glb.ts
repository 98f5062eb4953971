import { type Node, NodeIO, Primitive } from '@gltf-transform/core';
import type { TriangleMesh } from '../../geometry/parse-obj.ts';

/** All triangles of a GLB's scene, where its nodes put them; skins at rest, morphs at zero. @throws Error: damaged */
export async function parseGlb(bytes: Uint8Array): Promise<TriangleMesh> {
  const document = await new NodeIO().readBinary(bytes);
  const root = document.getRoot();
  const scene = root.getDefaultScene() ?? root.listScenes()[0];
  const positions: number[] = [];
  const triangles: number[] = [];
  scene?.traverse((node) => {
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) add(node, primitive, positions, triangles);
  });
  return { positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) };
}

function add(node: Node, primitive: Primitive, positions: number[], triangles: number[]): void {
  const position = primitive.getAttribute('POSITION');
  if (position === null || primitive.getMode() !== Primitive.Mode.TRIANGLES) return;
  const first = positions.length / 3;
  // Column-major; a skinned mesh stands where its joints put it, whatever its node says.
  const m = node.getSkin() === null ? node.getWorldMatrix() : [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const point: number[] = [];
  for (let v = 0; v < position.getCount(); v++) {
    const [x, y, z] = position.getElement(v, point);
    for (let k = 0; k < 3; k++) positions.push(m[k] * x + m[4 + k] * y + m[8 + k] * z + m[12 + k]);
  }
  const corners = primitive.getIndices()?.getArray() ?? Array.from({ length: position.getCount() }, (_, v) => v);
  for (const corner of corners) triangles.push(first + corner);
}
