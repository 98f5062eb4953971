import type { TriangleMesh } from '../../../geometry/mesh/triangle-mesh.ts';
import { MeshBuilder } from '../../../geometry/mesh-text/mesh-builder.ts';
import { meshFault } from '../../../geometry/mesh-text/mesh-fault.ts';
import { textBytes } from '../../../geometry/mesh-text/text-bytes.ts';
import { TextScanner } from '../../../geometry/mesh-text/text-scanner.ts';
import type { MeshFormat } from './mesh-format.ts';

const HEADER_BYTES = 84;
const TRIANGLE_BYTES = 50;
const EXPORT_AGAIN = 'export the mesh again as STL';

/** STL, ascii or binary, told apart by size and content: headers of binary files may begin with "solid" too. */
export const STL: MeshFormat = {
  read({ bytes }) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const count = bytes.length >= HEADER_BYTES ? view.getUint32(80, true) : 0;
    const size = HEADER_BYTES + TRIANGLE_BYTES * count;
    if (bytes.length >= HEADER_BYTES && size <= bytes.length && isPadding(bytes, size)) return readBinary(view, count);
    const text = textBytes(bytes);
    if (!text.includes(0) && startsWithSolid(text)) return readText(text);
    throw meshFault(
      'file',
      `must be ascii from "solid", or binary of ${HEADER_BYTES} + ${TRIANGLE_BYTES} bytes a triangle`,
      `${bytes.length} bytes and a count of ${count} triangles`,
      EXPORT_AGAIN,
    );
  },
};

/** Blanks and zeros after the last triangle are none. */
function isPadding(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < bytes.length; at++) if (bytes[at] > 32) return false;
  return true;
}

function startsWithSolid(text: Uint8Array): boolean {
  const scanner = new TextScanner(text);
  scanner.skipBlankLines();
  return scanner.word().toLowerCase() === 'solid';
}

function readBinary(view: DataView, count: number): TriangleMesh {
  const mesh = new MeshBuilder(view.byteLength);
  mesh.reserve(3 * count, count);
  for (let t = 0; t < count; t++) {
    // After the normal, which is often wrong and never needed.
    const at = HEADER_BYTES + TRIANGLE_BYTES * t + 12;
    for (let k = 0; k < 36; k += 12)
      mesh.vertex(view.getFloat32(at + k, true), view.getFloat32(at + k + 4, true), view.getFloat32(at + k + 8, true));
    mesh.triangle(3 * t, 3 * t + 1, 3 * t + 2);
  }
  return mesh.mesh();
}

/** Any number of solids of facets; names may hold anything but a line's end. */
function readText(bytes: Uint8Array): TriangleMesh {
  const text = new TextScanner(bytes);
  const mesh = new MeshBuilder(bytes.length);
  for (text.skipBlankLines(); text.at < text.end; text.skipBlankLines()) {
    expectWord(text, 'solid');
    text.skipLine();
    for (text.skipBlankLines(); ; text.skipBlankLines()) {
      const word = nextWord(text);
      if (word === 'endsolid') break;
      if (word !== 'facet') throw unexpected(text, word, '"facet" or "endsolid"');
      readFacet(text, mesh);
    }
    text.skipLine();
  }
  return mesh.mesh();
}

/** From `facet` to `endfacet`; polygons are fanned. */
function readFacet(text: TextScanner, mesh: MeshBuilder): void {
  expectWord(text, 'normal');
  for (let k = 0; k < 3; k++) nextWord(text);
  expectWord(text, 'outer');
  expectWord(text, 'loop');
  const first = mesh.vertexCount;
  for (let word = nextWord(text); word !== 'endloop'; word = nextWord(text)) {
    if (word !== 'vertex') throw unexpected(text, word, '"vertex" or "endloop"');
    mesh.vertex(coordinate(text), coordinate(text), coordinate(text));
    const last = mesh.vertexCount - 1;
    if (last >= first + 2) mesh.triangle(first, last - 1, last);
  }
  if (mesh.vertexCount < first + 3)
    throw text.fault('a facet must have three vertices', mesh.vertexCount - first, EXPORT_AGAIN);
  expectWord(text, 'endfacet');
}

function coordinate(text: TextScanner): number {
  text.skipBlankLines();
  return text.number('a coordinate');
}

function nextWord(text: TextScanner): string {
  text.skipBlankLines();
  return text.word().toLowerCase();
}

function expectWord(text: TextScanner, wanted: string): void {
  const word = nextWord(text);
  if (word !== wanted) throw unexpected(text, word, `"${wanted}"`);
}

function unexpected(text: TextScanner, word: string, wanted: string) {
  return text.fault(
    `${wanted} must come next`,
    word === '' ? "the file's end" : JSON.stringify(word.slice(0, 40)),
    EXPORT_AGAIN,
  );
}
