import { Document, NodeIO } from '@gltf-transform/core';
import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';

/** Colours at a mesh's vertices, under a name. */
export interface NamedColors {
  readonly name: string;
  /** Linear [V, 3] in 0..1. */
  readonly colors: ArrayLike<number>;
}

const METRES_PER_MM = 1e-3;

/**
 * One mesh coloured in several ways as GLB, in metres: a node for each way under its name, all of them on the same vertices
 * and triangles. Colours are bytes.
 */
export async function coloredVariantsGlb(
  { positions, triangles }: TriangleMesh,
  variants: readonly NamedColors[],
): Promise<Uint8Array> {
  const document = new Document();
  document.getRoot().getAsset().generator = 'asm-fit';
  const buffer = document.createBuffer();
  const scene = document.createScene('scan');
  const places = document
    .createAccessor()
    .setType('VEC3')
    .setArray(Float32Array.from(positions, (x) => METRES_PER_MM * x))
    .setBuffer(buffer);
  const indices = document.createAccessor().setType('SCALAR').setArray(Uint32Array.from(triangles)).setBuffer(buffer);
  const material = document.createMaterial('error').setMetallicFactor(0).setRoughnessFactor(1).setDoubleSided(true);
  for (const { name, colors } of variants) {
    // Four bytes a vertex: rows of three would not be aligned.
    const bytes = new Uint8Array((4 * positions.length) / 3).fill(255);
    for (let v = 0; v < positions.length / 3; v++)
      for (let k = 0; k < 3; k++) bytes[4 * v + k] = Math.round(255 * Math.min(1, Math.max(0, colors[3 * v + k])));
    const painted = document.createAccessor().setType('VEC4').setArray(bytes).setNormalized(true).setBuffer(buffer);
    const primitive = document
      .createPrimitive()
      .setMaterial(material)
      .setAttribute('POSITION', places)
      .setAttribute('COLOR_0', painted)
      .setIndices(indices);
    scene.addChild(document.createNode(name).setMesh(document.createMesh(name).addPrimitive(primitive)));
  }
  return new NodeIO().writeBinary(document);
}
