import { Document, type JSONDocument, NodeIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS, EXTMeshoptCompression, KHRDracoMeshCompression } from '@gltf-transform/extensions';
import draco from 'draco3dgltf';
import { MeshoptDecoder, MeshoptEncoder } from 'meshoptimizer';
import { type PolygonMesh, trianglesOf } from './polygon-mesh.ts';

/** A glTF's JSON as it is written by hand. */
export type GltfJson = Record<string, unknown>;

/** One mesh of triangles in one node, as gltf-transform writes it. */
export function gltfDocument(mesh: PolygonMesh): Document {
  const document = new Document();
  const buffer = document.createBuffer();
  const accessor = (type: 'VEC3' | 'SCALAR', array: Float32Array | Uint16Array) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer);
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', Float32Array.from(mesh.places.flat())))
    .setIndices(accessor('SCALAR', Uint16Array.from(trianglesOf(mesh).flat())));
  document.createScene().addChild(document.createNode().setMesh(document.createMesh().addPrimitive(primitive)));
  return document;
}

async function fullIo(): Promise<NodeIO> {
  await MeshoptEncoder.ready;
  return new NodeIO().registerExtensions(ALL_EXTENSIONS).registerDependencies({
    'draco3d.encoder': await draco.createEncoderModule(),
    'meshopt.encoder': MeshoptEncoder,
    'meshopt.decoder': MeshoptDecoder,
  });
}

export async function glbOf(document: Document): Promise<Uint8Array> {
  return (await fullIo()).writeBinary(document);
}

export async function gltfOf(document: Document): Promise<JSONDocument> {
  return (await fullIo()).writeJSON(document, { basename: 'mesh' });
}

/** Sequential, so that no vertex moves; 16 bits a coordinate. */
export async function dracoGlbOf(mesh: PolygonMesh): Promise<Uint8Array> {
  const document = gltfDocument(mesh);
  document
    .createExtension(KHRDracoMeshCompression)
    .setRequired(true)
    .setEncoderOptions({
      method: KHRDracoMeshCompression.EncoderMethod.SEQUENTIAL,
      quantizationBits: { POSITION: 16 },
    });
  return glbOf(document);
}

export async function meshoptGlbOf(mesh: PolygonMesh): Promise<Uint8Array> {
  const document = gltfDocument(mesh);
  document
    .createExtension(EXTMeshoptCompression)
    .setRequired(true)
    .setEncoderOptions({ method: EXTMeshoptCompression.EncoderMethod.QUANTIZE });
  return glbOf(document);
}

/** A GLB of JSON and one buffer, whatever they say. */
export function glbOfJson(json: GltfJson, bin: Uint8Array = new Uint8Array(0)): Buffer {
  const chunk = (type: number, bytes: Uint8Array, fill: string): Buffer => {
    const padded = Buffer.alloc(4 * Math.ceil(bytes.length / 4), fill);
    padded.set(bytes);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(padded.length, 0);
    head.writeUInt32LE(type, 4);
    return Buffer.concat([head, padded]);
  };
  const chunks = [chunk(0x4e4f534a, Buffer.from(JSON.stringify(json)), ' ')];
  if (bin.length > 0) chunks.push(chunk(0x004e4942, bin, '\0'));
  const head = Buffer.from('glTF\x02\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(12 + chunks.reduce((sum, { length }) => sum + length, 0), 8);
  return Buffer.concat([head, ...chunks]);
}

/** JSON for one mesh: an accessor of float places, an accessor of 16-bit indices, their buffer. */
export function plainGltf(mesh: PolygonMesh, corners: readonly number[]): { json: GltfJson; bin: Buffer } {
  const places = Buffer.from(Float32Array.from(mesh.places.flat()).buffer);
  const indices = Buffer.from(Uint16Array.from(corners).buffer);
  const json = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: mesh.places.length, type: 'VEC3' },
      { bufferView: 1, componentType: 5123, count: corners.length, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteLength: places.length },
      { buffer: 0, byteOffset: places.length, byteLength: indices.length },
    ],
    buffers: [{ byteLength: places.length + indices.length }],
  };
  return { json, bin: Buffer.concat([places, indices]) };
}
