import type { TriangleMesh } from '../mesh/triangle-mesh.ts';
import { MeshBuilder } from './mesh-builder.ts';
import { textBytes } from './text-bytes.ts';
import { TextScanner } from './text-scanner.ts';

const [LETTER_V, LETTER_F, LETTER_O, LETTER_T, LETTER_N, SLASH, BLANK, HASH, BACKSLASH] = Array.from(
  'vfotn/ #\\',
  (c) => c.charCodeAt(0),
);
/** Vertices that an index could name at all. */
const MAX_INDEX = 2 ** 32 - 1;
const SURFACES = new Set(['surf', 'bzp', 'bsp', 'cdp']);
const NO_SURFACES = new Map([
  ['l', 'lines (l)'],
  ['p', 'points (p)'],
  ['curv', 'curves (curv)'],
  ['curv2', 'curves (curv2)'],
  ['cdc', 'curves (cdc)'],
]);

/** Statements that end in a name: a backslash at its end is the name's, as in a path's, and takes no line with it. */
const NAMING = new Set(['g', 'o', 'usemtl', 'mtllib', 'usemap', 'maplib']);

/**
 * Vertices and faces of a Wavefront OBJ in any dialect: continued, indented, commented lines, any line ends, a byte order
 * mark, weights and colours after coordinates, negative indices. Coordinates may be no numbers; faces
 * name vertices that are there.
 * @param wanted whether faces of a material count; the others are not even looked at
 * @throws {AsmFitError} input: with the line, what is no OBJ, or cannot be read as triangles
 */
export function parseObj(
  source: string | Uint8Array,
  wanted: (material: string) => boolean = () => true,
): TriangleMesh {
  const text = new TextScanner(typeof source === 'string' ? new TextEncoder().encode(source) : textBytes(source));
  const mesh = new MeshBuilder(text.end);
  const faces = new FaceReader(text, mesh);
  let counts = wanted('');
  let passedOver: string | undefined;
  for (text.skipBlankLines(); text.at < text.end; text.skipBlankLines()) {
    const first = text.peek();
    const second = text.at + 1 < text.end ? text.bytes[text.at + 1] : BLANK;
    if (first === HASH) text.skipLine();
    else if (first === LETTER_V && endsKeyword(second)) {
      text.at++;
      readVertex(text, mesh);
      text.skipStatement();
    } else if (first === LETTER_F && (endsKeyword(second) || isOldFace(text))) {
      if (counts) faces.read();
      text.skipStatement();
    } else if (first === LETTER_V && (second === LETTER_T || second === LETTER_N)) text.skipStatement();
    else {
      const keyword = text.word();
      if (keyword === 'usemtl') counts = wanted(text.restOfLine());
      else checkKeyword(text, keyword, counts);
      if (counts) passedOver ??= NO_SURFACES.get(keyword);
      if (NAMING.has(keyword)) text.skipLine();
      else text.skipStatement();
    }
  }
  faces.checkIndices();
  if (mesh.triangleCount === 0 && passedOver !== undefined)
    throw text.fault('faces (f) must be among the statements', `${passedOver} only`, 'export the mesh as triangles');
  return mesh.mesh();
}

function endsKeyword(byte: number): boolean {
  return byte <= BLANK || byte === BACKSLASH || byte === HASH;
}

/** `fo`, as faces were written before version 3. */
function isOldFace({ bytes, at, end }: TextScanner): boolean {
  return bytes[at + 1] === LETTER_O && (at + 2 >= end || endsKeyword(bytes[at + 2]));
}

function readVertex(text: TextScanner, mesh: MeshBuilder): void {
  text.skipBlanks();
  const x = text.number('a coordinate');
  text.skipBlanks();
  const y = text.number('a coordinate');
  text.skipBlanks();
  mesh.vertex(x, y, text.number('a coordinate'));
}

/** Statements that say nothing of the surface pass; what says something that is not read is refused by name. */
function checkKeyword(text: TextScanner, keyword: string, counts: boolean): void {
  if (counts && SURFACES.has(keyword))
    throw text.fault('the mesh must consist of polygons', `a free-form surface (${keyword})`, 'export it as triangles');
  if (keyword === 'call')
    throw text.fault('the mesh must be in one file', 'another file (call)', 'export the mesh into one file');
  if (!/^[a-z_][a-z_0-9.]*\\?$/.test(keyword))
    throw text.fault(
      'a line must begin with a statement of OBJ (v, f, usemtl, ...)',
      JSON.stringify(keyword.slice(0, 40)),
      'export the mesh again as OBJ; is it a text file?',
    );
}

/** Reads the corners of faces, and remembers the largest vertex that they name: it may come after them. */
class FaceReader {
  private readonly text: TextScanner;
  private readonly mesh: MeshBuilder;
  private largest = -1;
  private largestLine = 0;

  constructor(text: TextScanner, mesh: MeshBuilder) {
    this.text = text;
    this.mesh = mesh;
  }

  /** From the keyword to the end of the statement. */
  read(): void {
    const { text } = this;
    text.at += text.bytes[text.at + 1] === LETTER_O ? 2 : 1;
    let count = 0;
    let hub = 0;
    let previous = 0;
    for (text.skipBlanks(); !text.endsStatement(); text.skipBlanks()) {
      const corner = this.corner();
      if (count === 0) hub = corner;
      else if (count > 1) this.mesh.triangle(hub, previous, corner);
      previous = corner;
      count++;
    }
    if (count < 3) throw text.fault('a face must name three vertices or more', count);
    this.mesh.polygon(count);
  }

  checkIndices(): void {
    const { vertexCount } = this.mesh;
    if (this.largest < vertexCount) return;
    this.text.line = this.largestLine;
    throw this.text.fault(`faces must name vertices from 1 to ${vertexCount}`, this.largest + 1);
  }

  /** `v`, `v/vt`, `v//vn` or `v/vt/vn`. @returns the vertex, from 0 */
  private corner(): number {
    const { text, mesh } = this;
    const from = text.at;
    const index = text.integer('the index of a vertex');
    const next = text.peek();
    if (next !== SLASH && !endsKeyword(next)) {
      text.at = from;
      throw text.fault('the index of a vertex must be a whole number');
    }
    while (text.at < text.end && !endsKeyword(text.bytes[text.at])) text.at++;
    const vertex = index > 0 ? index - 1 : mesh.vertexCount + index;
    if (index === 0 || vertex < 0 || vertex >= MAX_INDEX)
      throw text.fault(`faces must name vertices from 1, or back from -1 to -${mesh.vertexCount}`, index);
    if (vertex > this.largest) {
      this.largest = vertex;
      this.largestLine = text.line;
    }
    return vertex;
  }
}
