import { describe, expect, it } from 'vitest';
import { parseObj } from '../../../src/geometry/mesh-text/parse-obj.ts';
import { bentGrid, objOf } from '../../helpers/meshes/polygon-mesh.ts';
import { readWritten, refusal, surface } from '../../helpers/read-written.ts';

const grid = bentGrid(4);
const plain = objOf(grid);
const count = grid.places.length;
const square = 'v 0 0 0\nv 2 0 0\nv 2 3 0\nv 0 3 0\n';

/** UTF-16 with its byte order mark. */
function utf16(text: string, little: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return little ? bytes : bytes.swap16();
}

describe('an OBJ', () => {
  it.each([
    ['with tabs', plain.replaceAll(' ', '\t')],
    ['with many blanks', plain.replaceAll(' ', '  \t ')],
    ['with indents', plain.replaceAll(/^/gm, ' \t')],
    ['with CRLF', plain.replaceAll('\n', '\r\n')],
    ['with CR', plain.replaceAll('\n', '\r')],
    ['without a last line end', plain.trimEnd()],
    ['with a byte order mark', `\ufeff${plain}`],
    ['in UTF-16, little endian', utf16(plain, true)],
    ['in UTF-16, big endian', utf16(plain, false)],
    ['with comments after data', plain.replaceAll(/$/gm, ' # 1 2 \\').replace(/ # 1 2 \\$/, '')],
    ['with comments at once after data', plain.replaceAll(/^(f .*)$/gm, '$1#4')],
    ['with names that end in a backslash', `mtllib C:\\x\\\ng a\\\n${plain}`],
    ['with continued faces', plain.replaceAll(/^f (\d+) (\d+)/gm, 'f $1 \\\n $2\\\n')],
    ['with continuations of CRLF, and blanks after the backslash', plain.replaceAll(/^v (\S+) /gm, 'v $1\\  \r\n')],
    ['with colours', plain.replaceAll(/^(v .*)$/gm, '$1 0.25 0.5 1')],
    ['with weights', plain.replaceAll(/^(v .*)$/gm, '$1 1.0')],
    ['with exponents', plain.replaceAll(/^v (\S+) (\S+)/gm, (_, x, y) => `v ${Number(x).toExponential()} +${y}e-0`)],
    ['with texture and normal', plain.replaceAll(/^f .*$/gm, (f) => f.replaceAll(/\d+/g, '$&/1/1'))],
    ['with normal only', plain.replaceAll(/^f .*$/gm, (f) => f.replaceAll(/\d+/g, '$&//1'))],
    ['with old faces', plain.replaceAll(/^f /gm, 'fo ')],
    [
      'with negative indices',
      plain.replaceAll(/^f .*$/gm, (f) => f.replaceAll(/\d+/g, (i) => `${Number(i) - count - 1}`)),
    ],
    [
      'with faces before vertices',
      plain
        .split('\n')
        .reverse()
        .join('\n')
        .replaceAll(/^v .*$/gm, '') + plain.replaceAll(/^f .*$/gm, ''),
    ],
    [
      'with lines, points, curves and groups',
      `mtllib a b.mtl\no x # y\ng a#1 b\ns off\n${plain}l 1 2 3\np 4\ncstype bspline\ndeg 3\ncurv 0 1 1 2 3 4\nparm u 0 1\nend\nvp 0.1\n`,
    ],
    ['with a vertex of no number that no face names', `${plain}v nan -nan(ind) 1.#INF\n`],
  ])('%s holds the same surface', async (_, content) => {
    const mesh = await readWritten('dialect.obj', content);
    const expected = surface(await readWritten('plain.obj', plain));
    // 4 rows of 4 pairs of cells, four triangles each.
    expect(expected).toHaveLength(64);
    expect(surface(mesh)).toEqual(expected);
    expect(mesh.positions.every(Number.isFinite)).toBe(true);
  });

  it('reads numbers as JavaScript does, to the last bit', () => {
    const words = [
      '0.1',
      '-123456.789012',
      '1e-7',
      '.5',
      '5.',
      '-0',
      '0.30000000000000004',
      '9007199254740993',
      '1.7976931348623157e308',
      '5e-324',
      '12345678901234567890',
      '1e23',
      '2.2250738585072014E-308',
      '+7',
    ];
    const text = words.map((word) => `v ${word} 0 0\n`).join('');
    const { positions } = parseObj(text);
    expect(words.map((_, i) => positions[3 * i])).toEqual(words.map(Number));
  });

  it.each([
    ['an index of 0', `${square}f 1 2 3\nf 0 1 2\n`, /line 6: .* received 0;/],
    ['an index that wraps in 32 bits', `${square}f 4294967299 2 3\n`, /line 5: .*4294967299/],
    ['an index with an exponent', `${square}f 1e10 2 3\n`, /line 5: .*whole number.*"1e10"/],
    ['an index with decimals', `${square}f 1.5 2 3\n`, /line 5: .*"1.5"/],
    ['a word for an index', `${square}f 1 b 3\n`, /line 5: .*"b"/],
    ['an index past the last vertex', `${square}f 1 2 3\n\nf 1 2 5\nf 1 2 4\n`, /line 7: .*1 to 4; received 5/],
    ['an index back past the first', `${square}f -1 -2 -5\n`, /line 5: .*-4; received -5/],
    ['a face of two corners', `${square}f 1 2 3\nf 1 2\n`, /line 6: .*three.*received 2/],
    ['two coordinates', `v 0 0\n${square}f 1 2 3\n`, /line 1: a coordinate .*its end/],
    ['a word for a coordinate', `v 0 x 0\n${square}f 1 2 3\n`, /line 1: .*"x"/],
    ['decimal commas', `v 0,5 1,5 0\n${square}f 1 2 3\n`, /line 1: .*"0,5"; .*point/],
    ['no number in a face', `v nan 0 0\n${square}f 1 2 3\n`, /vertex 1: .*NaN/],
    ['infinity in a face', `v inf 0 0\n${square}f 1 2 3\n`, /vertex 1: .*Infinity/],
    ['a place past all scales', `v -3e200 0 0\n${square}f 1 2 3\n`, /vertex 1: .*-3e\+200/],
    ['points only', `${square}p 1 2 3 4\n`, /points \(p\) only/],
    ['lines only', `${square}l 1 2 3 4\n`, /lines \(l\) only/],
    ['free-form curves only', `${square}curv 0 1 1 2 3 4\n`, /curves \(curv\) only/],
    ['a free-form surface beside faces', `${square}f 1 2 3\nsurf 0 1 0 1 1 2 3 4\n`, /line 6: .*surface \(surf\)/],
    ['another file', `${square}f 1 2 3\ncall other.obj\n`, /line 6: .*call/],
    ['a broken line', `${square}f 1 2\n3 4\n`, /line 5|line 6/],
    ['capital statements', square.toUpperCase(), /line 1: .*"V"/],
    ['no area', 'v 1 1 1\nv 1 1 1\nv 2 2 2\nf 1 2 3\n', /area/],
    ['bytes', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]), /line 1: .*statement/],
    ['nothing', '', /must not be empty; received 0 bytes/],
    ['nothing but a comment', '# a scan\n', /faces/],
  ])('with %s is refused, with the place', async (_, content, message) => {
    expect(await refusal('refused.obj', content)).toMatch(message);
  });

  it('counts lines of every kind where it refuses', async () => {
    expect(await refusal('lines.obj', `v 0 \\\r\n 0 0\rv 1 0 0\n\nv 0 1 0\r\nf 1 2 9`)).toMatch(/line 6:/);
  });

  it('gives the faces of wanted materials, and vertices alone', () => {
    const text = `${square}usemtl skin #1\nf 1 2 3\nusemtl hair\nf 0 0 0\nusemtl skin\nf 1 3 4\n`;
    expect(Array.from(parseObj(text, (material) => material === 'skin').triangles)).toEqual([0, 1, 2, 0, 2, 3]);
    expect(parseObj(text, () => false).positions).toHaveLength(12);
    expect(parseObj(`${square}l 1 2\nsurf 0 1\n`, () => false).triangles).toHaveLength(0);
  });
});
