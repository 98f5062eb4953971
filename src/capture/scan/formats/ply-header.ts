import { meshFault } from '../../../geometry/mesh-text/mesh-fault.ts';

/** PLY's number types: bytes each, and how they lie in memory. */
export const PLY_TYPES = {
  int8: { bytes: 1, read: (view: DataView, at: number) => view.getInt8(at) },
  uint8: { bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  int16: { bytes: 2, read: (view: DataView, at: number, little: boolean) => view.getInt16(at, little) },
  uint16: { bytes: 2, read: (view: DataView, at: number, little: boolean) => view.getUint16(at, little) },
  int32: { bytes: 4, read: (view: DataView, at: number, little: boolean) => view.getInt32(at, little) },
  uint32: { bytes: 4, read: (view: DataView, at: number, little: boolean) => view.getUint32(at, little) },
  float32: { bytes: 4, read: (view: DataView, at: number, little: boolean) => view.getFloat32(at, little) },
  float64: { bytes: 8, read: (view: DataView, at: number, little: boolean) => view.getFloat64(at, little) },
} as const;

export type PlyType = keyof typeof PLY_TYPES;

/** Their first names. */
const ALIASES: ReadonlyMap<string, PlyType> = new Map([
  ['char', 'int8'],
  ['uchar', 'uint8'],
  ['short', 'int16'],
  ['ushort', 'uint16'],
  ['int', 'int32'],
  ['uint', 'uint32'],
  ['float', 'float32'],
  ['double', 'float64'],
]);
const FORMATS = ['ascii', 'binary_little_endian', 'binary_big_endian'] as const;
const MAX_HEADER_BYTES = 2 ** 20;
const MAX_DECLARATIONS = 1000;

export interface PlyProperty {
  readonly name: string;
  readonly type: PlyType;
  /** Type of a list's length; null for a single value. */
  readonly countType: PlyType | null;
}

export interface PlyElement {
  readonly name: string;
  readonly count: number;
  readonly properties: readonly PlyProperty[];
}

export interface PlyHeader {
  readonly format: (typeof FORMATS)[number];
  readonly elements: readonly PlyElement[];
  /** Of the first byte after it. */
  readonly end: number;
  readonly lines: number;
}

/** @throws {AsmFitError} input: with the line that is not PLY's */
export function parsePlyHeader(bytes: Uint8Array): PlyHeader {
  const { lines, end } = headerLines(bytes);
  const declarations = lines.filter((line) => /^\s*(element|property)/.test(line)).length;
  if (declarations > MAX_DECLARATIONS)
    throw meshFault('header', `must have at most ${MAX_DECLARATIONS} elements and properties`, declarations);
  let format: PlyHeader['format'] | undefined;
  const elements: { name: string; count: number; properties: PlyProperty[] }[] = [];
  for (const [i, line] of lines.entries()) {
    const fail = (requirement: string): never => {
      throw meshFault(`line ${i + 1}`, requirement, JSON.stringify(line.slice(0, 60)), 'export the mesh again as PLY');
    };
    const [keyword = '', ...words] = line.trim().split(/\s+/);
    if (i === 0 || ['comment', 'obj_info', 'end_header', ''].includes(keyword)) continue;
    if (keyword === 'format') {
      if (format !== undefined) fail('the format must be said once');
      format = FORMATS.find((known) => known === words[0]) ?? fail(`the format must be one of ${FORMATS.join(', ')}`);
      if (words[1] !== '1.0') fail("the format's version must be 1.0");
    } else if (keyword === 'element') {
      const [name = '', count = ''] = words;
      if (!/^\d{1,15}$/.test(count)) fail('an element must have a name and a count');
      if (elements.some((other) => other.name === name)) fail('an element must be declared once');
      elements.push({ name, count: Number(count), properties: [] });
    } else if (keyword === 'property') {
      const property = plyProperty(words) ?? fail('a property must have a type of PLY and a name');
      const element = elements.at(-1) ?? fail('a property must belong to an element');
      if (element.properties.some(({ name }) => name === property.name)) fail('a property must be declared once');
      element.properties.push(property);
    } else fail('the header must consist of format, element, property and comment');
  }
  if (format === undefined) throw meshFault('header', 'must say its format', 'none', 'export the mesh again as PLY');
  return { format, elements, end, lines: lines.length };
}

function plyProperty(words: readonly string[]): PlyProperty | null {
  const isList = words[0] === 'list';
  const countType = isList ? plyType(words[1]) : null;
  const type = plyType(isList ? words[2] : words[0]);
  const name = isList ? words[3] : words[1];
  return countType === undefined || type === undefined || name === undefined ? null : { name, type, countType };
}

function plyType(word = ''): PlyType | undefined {
  return Object.hasOwn(PLY_TYPES, word) ? (word as PlyType) : ALIASES.get(word);
}

/** Lines up to `end_header`; the first line's end is every line's end: in CR files the body may begin with an LF. */
function headerLines(bytes: Uint8Array): { lines: string[]; end: number } {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_HEADER_BYTES)).toString('latin1');
  const lineEnd = /^ply[ \t]*(\r\n|\n|\r)/.exec(text)?.[1];
  if (lineEnd === undefined)
    throw meshFault(
      'line 1',
      'a PLY must begin with "ply"',
      JSON.stringify(text.slice(0, 20)),
      "check the ending of the file's name",
    );
  const lines: string[] = [];
  let at = 0;
  for (;;) {
    const next = text.indexOf(lineEnd, at);
    const line = text.slice(at, next < 0 ? undefined : next);
    lines.push(line);
    if (line.trim() === 'end_header') return { lines, end: next < 0 ? text.length : next + lineEnd.length };
    if (next < 0)
      throw meshFault(
        'header',
        'must end with "end_header", within 1 MiB',
        `${lines.length} lines without`,
        'export the mesh again as PLY',
      );
    at = next + lineEnd.length;
  }
}
