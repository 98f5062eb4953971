import { describe, expect, it } from 'vitest';
import {
  asciiPlyOf,
  bentGrid,
  binaryPlyOf,
  objOf,
  type PlyWriterType,
  plyBody,
  plyHeader,
} from '../../../helpers/meshes/polygon-mesh.ts';
import { readWritten, refusal, surface } from '../../../helpers/read-written.ts';

const grid = bentGrid(4);
const ascii = asciiPlyOf(grid);
const header = ascii.split('end_header\n')[0];
const rows = ascii.split('end_header\n')[1].trim().split('\n');
const vertices = rows.slice(0, grid.places.length);
const faces = rows.slice(grid.places.length);

/** Vertices and faces with more than they need, in types and an order of bytes. */
function rich(little: boolean): Buffer {
  const text = `ply\nformat binary_${little ? 'little' : 'big'}_endian 1.0\nobj_info none\nelement nothing 4000000000\nelement vertex ${vertices.length}\nproperty uchar red\nproperty float64 z\nproperty list ushort double weights\nproperty double x\nproperty float32 y\nelement material 2\nproperty list uint32 int8 name\nproperty short id\nelement face ${faces.length}\nproperty uint8 flags\nproperty list int16 float texcoord\nproperty list uint16 uint vertex_index\nproperty list uchar float normal\nelement edge 1\nproperty int vertex1\nproperty list uchar int vertex_indices\nend_header\n`;
  const values: [PlyWriterType, number][] = [];
  for (const [x, y, z] of grid.places)
    values.push(
      ['uint8', 200],
      ['float64', z],
      ['uint16', 2],
      ['float64', 0.5],
      ['float64', 0.5],
      ['float64', x],
      ['float32', y],
    );
  for (const id of [1, 2]) values.push(['uint32', 3], ['int8', 65], ['int8', 66], ['int8', 67], ['int16', id]);
  for (const polygon of grid.polygons) {
    values.push(['uint8', 1], ['int16', 2], ['float32', 0.1], ['float32', 0.2], ['uint16', polygon.length]);
    for (const v of polygon) values.push(['uint32', v]);
    values.push(['uint8', 0]);
  }
  values.push(['int32', 0], ['uint8', 1], ['int32', 1]);
  return Buffer.concat([Buffer.from(text), plyBody(values, little)]);
}

/** A square as the header says it, then what follows. */
function small(faceCount: number, ...lines: string[]): string {
  return `${plyHeader('ascii', 4, faceCount)}${['0 0 0', '2 0 0', '2 3 0', '0 3 0', ...lines].join('\n')}\n`;
}

describe('a PLY', () => {
  it.each([
    ['ascii', ascii],
    ['ascii with CRLF', ascii.replaceAll('\n', '\r\n')],
    ['ascii with CR', ascii.replaceAll('\n', '\r')],
    ['ascii with a byte order mark', `\ufeff${ascii}`],
    [
      'ascii with blank lines, indents and wrapped rows',
      `${header}end_header\n\n${rows.map((row) => `\t${row.replace(' ', '\n ')} \n`).join('\n')}`,
    ],
    [
      'ascii with comments',
      `${header.replace('comment', 'comment element face 3\ncomment')}end_header\n${rows.join('\n')}`,
    ],
    [
      'ascii with more properties',
      `${header.replace('element face', 'property uchar red\nelement face')}property list char float texcoord\nproperty int flags\nelement tail 1\nproperty list uchar uchar name\nend_header\n${vertices.map((row) => `${row} 7`).join('\n')}\n${faces.map((row) => `${row} 2 0.5 nan 1`).join('\n')}\n0\n`,
    ],
    ['binary, little endian', binaryPlyOf(grid, true)],
    ['binary, big endian', binaryPlyOf(grid, false)],
    ['binary, little endian, with everything', rich(true)],
    ['binary, big endian, with everything', rich(false)],
    ['binary with zeros at its end', Buffer.concat([binaryPlyOf(grid, true), Buffer.alloc(3)])],
    ['binary with CRLF', crlf(binaryPlyOf(grid, true))],
    [
      'with faces before vertices',
      `${header.replace(/(element vertex[\s\S]*)(element face[\s\S]*)/, '$2$1')}end_header\n${[...faces, ...vertices].join('\n')}\n`,
    ],
    [
      'with a vertex of no number that no face names',
      `${header.replace(`vertex ${vertices.length}`, `vertex ${vertices.length + 1}`)}end_header\n${[...vertices, 'nan inf 1e300', ...faces].join('\n')}\n`,
    ],
  ])('%s holds the same surface', async (_, content) => {
    const mesh = await readWritten('dialect.ply', content);
    expect(surface(mesh)).toEqual(surface(await readWritten('plain.obj', objOf(grid))));
    expect(mesh.positions.every(Number.isFinite)).toBe(true);
  });

  it('whose CR header is followed by a line feed of the body keeps it', async () => {
    // The first float's lowest byte is 10.
    const place = Buffer.from([10, 0, 128, 63]).readFloatLE();
    const values: [PlyWriterType, number][] = [place, 0, 0, 5, 0, 0, 0, 5, 0].map((x) => ['float32', x]);
    for (const v of [0, 1, 2]) values.push(['int32', v]);
    values.splice(9, 0, ['uint8', 3]);
    const head = Buffer.from(plyHeader('binary_little_endian', 3, 1).replaceAll('\n', '\r'));
    const { positions } = await readWritten('cr.ply', Buffer.concat([head, plyBody(values, true)]));
    expect(Array.from(positions)).toEqual([place, 0, 0, 5, 0, 0, 0, 5, 0]);
  });

  it('with strips of triangles turns every second one', async () => {
    const strips = small(1, '8 0 1 3 2 -1 1 2 0')
      .replace('element face', 'element tristrips')
      .replace('uchar int', 'int int');
    expect(surface(await readWritten('strips.ply', strips))).toEqual(
      surface(await readWritten('strips.obj', 'v 0 0 0\nv 2 0 0\nv 2 3 0\nv 0 3 0\nf 1 2 4\nf 4 2 3\nf 2 3 1\n')),
    );
  });

  it.each([
    [
      'more vertices than it can hold',
      small(1, '3 0 1 2').replace('vertex 4', 'vertex 3000000000'),
      /element vertex: .*3000000000/,
    ],
    [
      'more faces than it can hold',
      binaryPlyOf(grid, true)
        .toString('latin1')
        .replace(/face \d+/, 'face 2147483647'),
      /element face: .*2147483647/,
    ],
    ['an index past the last vertex', small(2, '3 0 1 2', '3 0 1 4'), /face 1: .*0 to 3; received 4/],
    ['a negative index', small(1, '3 0 1 -1'), /face 0: .*-1/],
    ['a broken index', small(1, '3 0 1 1.5'), /face 0: .*1\.5/],
    ['a face of two corners', small(1, '2 0 1'), /face 0: .*received 2/],
    ['a negative length', small(1, '-3 0 1 2'), /face 0: a list .*-3/],
    ['fewer rows than it says', small(2, '4 0 1 2 3 '), /element face|face 1/],
    ['more rows than it says', small(1, '3 0 1 2', '3 0 2 3'), /line 16: .*last element/],
    ['more values than it says', small(1, '3 0 1 2 3'), /line 15: face 0 .*"3"/],
    [
      'a control character in a list of billions',
      small(1, '3 0 1 2 4294967295 1 \x01').replace('end_header', 'property list uint int flags\nend_header'),
      /face 0/,
    ],
    ['a word for a value', small(1, '3 0 1 b'), /line 15: .*"b"/],
    ['a vertex of no number in a face', small(1, '3 0 1 2').replace('2 3 0', 'nan 3 0'), /vertex 3: .*NaN/],
    ['an element twice', small(1, '3 0 1 2').replace('element face', 'element vertex'), /line 8: .*once/],
    ['no vertices', small(1, '3 0 1 2').replace('element vertex', 'element vertices'), /"vertex"/],
    ['no height', small(1, '3 0 1 2').replace('property float z', 'property float w'), /x, y, z; received x, y, w/],
    [
      'faces of another name',
      small(1, '3 0 1 2').replace('element face', 'element polygon'),
      /element polygon: .*"face"/,
    ],
    [
      'faces without their vertices',
      small(1, '3 0 1 2').replace('vertex_indices', 'corners'),
      /element face: .*vertex_indices/,
    ],
    ['a type that is none', small(1, '3 0 1 2').replace('uchar int', 'uchar toString'), /line 9: .*type/],
    ['another version', small(1, '3 0 1 2').replace('1.0', '2.0'), /line 2: .*1\.0/],
    ['another format', small(1, '3 0 1 2').replace('ascii', 'utf8'), /line 2: .*ascii/],
    ['a header without end', small(1, '3 0 1 2').replace('end_header', 'end'), /line 10|end_header/],
    ['points only', `${plyHeader('ascii', 1, 0)}0 0 0\n`, /faces; received 1 vertices/],
    ['no PLY in it', 'solid x\n', /line 1: .*"ply"/],
    ['what is left of a cut body', binaryPlyOf(grid, true).subarray(0, -7), /element face|face \d+: .*file's end/],
    ['bytes after its body', Buffer.concat([binaryPlyOf(grid, false), Buffer.from('more')]), /body: .*4 bytes more/],
  ])('with %s is refused, with the place', async (_, content, message) => {
    expect(
      await refusal('refused.ply', typeof content === 'string' ? Buffer.from(content, 'latin1') : content),
    ).toMatch(message);
  });
});

function crlf(file: Buffer): Buffer {
  const end = file.indexOf('end_header\n') + 11;
  return Buffer.concat([Buffer.from(file.toString('latin1', 0, end).replaceAll('\n', '\r\n')), file.subarray(end)]);
}
