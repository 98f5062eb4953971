import type { BufferGeometry } from 'three';
import { PLYLoader } from 'three/examples/jsm/loaders/PLYLoader.js';
import { STLLoader } from 'three/examples/jsm/loaders/STLLoader.js';
import type { TriangleMesh } from '../../geometry/parse-obj.ts';

/** A PLY's vertices, triangles and quads, ascii or binary. @throws Error: damaged */
export function parsePly(bytes: Uint8Array): TriangleMesh {
  return meshOf(new PLYLoader().parse(ownBuffer(bytes)));
}

/** An STL's triangles, ascii or binary. @throws Error: damaged */
export function parseStl(bytes: Uint8Array): TriangleMesh {
  return meshOf(new STLLoader().parse(ownBuffer(bytes)));
}

/** The loaders read a buffer from its beginning, and a small file's bytes lie in the middle of one. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

function meshOf(geometry: BufferGeometry): TriangleMesh {
  const position = geometry.getAttribute('position');
  if (position === undefined) throw new Error('no vertices');
  const index = geometry.getIndex();
  // A point cloud has an index of nothing; only STL's three corners a triangle come without one.
  const isSoup = index === null && geometry.getAttribute('normal') !== undefined;
  return {
    positions: Float64Array.from(position.array),
    triangles: isSoup
      ? Uint32Array.from({ length: position.count }, (_, v) => v)
      : Uint32Array.from(index === null ? [] : index.array),
  };
}
