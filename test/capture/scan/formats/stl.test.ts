import { describe, expect, it } from 'vitest';
import { asciiStlOf, bentGrid, binaryStlOf, objOf, trianglesOf } from '../../../helpers/meshes/polygon-mesh.ts';
import { readWritten, refusal, surface } from '../../../helpers/read-written.ts';

const grid = bentGrid(3);
const triangles = { places: grid.places, polygons: trianglesOf(grid) };
const ascii = asciiStlOf(grid);
const binary = binaryStlOf(grid);

describe('an STL', () => {
  it.each([
    ['ascii', ascii],
    ['ascii in capitals', ascii.toUpperCase()],
    [
      'ascii with CRLF, tabs and no names',
      ascii
        .replaceAll(/solid .*$/gm, 'solid')
        .replaceAll(' ', '\t')
        .replaceAll('\n', '\r\n'),
    ],
    ['ascii with CR', ascii.replaceAll('\n', '\r')],
    ['ascii with a byte order mark', `\ufeff${ascii}`],
    ['ascii with exponents', ascii.replaceAll(/vertex (\S+)/g, (_, x) => `vertex ${Number(x).toExponential(7)}`)],
    ['ascii with broken normals', ascii.replaceAll('normal 0 0 1', 'normal nan -nan(ind) 1.#QNAN')],
    ['ascii of a name like its words', ascii.replace('solid made', 'solid facet endsolid 3')],
    ['ascii of several solids', solids(4)],
    ['binary', binary],
    ['binary whose header begins with "solid"', binaryStlOf(grid, 'solid binary facet normal 0 0 1')],
    ['binary with zeros at its end', Buffer.concat([binary, Buffer.alloc(2)])],
  ])('%s holds the same surface', async (_, content) => {
    const mesh = await readWritten('dialect.stl', content);
    expect(surface(mesh)).toEqual(surface(await readWritten('plain.obj', objOf(triangles))));
  });

  it.each([
    ['more triangles than bytes', count(2 ** 32 - 1), /count of 4294967295/],
    ['one triangle more than it holds', count(triangles.polygons.length + 1), /bytes and a count/],
    ['one triangle less than it holds', count(triangles.polygons.length - 1), /bytes and a count/],
    ['"solid" before a damaged binary', binaryStlOf(grid, 'solid').subarray(0, -20), /binary of 84 \+ 50/],
    ['no end', ascii.replace(/endsolid.*/, ''), /line \d+: "facet" or "endsolid" .*file's end/],
    ['a cut vertex', ascii.slice(0, ascii.lastIndexOf('vertex') + 9), /line \d+/],
    ['two vertices', ascii.replace(/vertex .*\n/, ''), /line 6: .*three vertices.*2/],
    ['a word for a coordinate', ascii.replace(/vertex \S+/, 'vertex y'), /line 4: .*"y"/],
    ['a word out of place', ascii.replace('outer', 'inner'), /line 3: "outer" .*"inner"/],
    ['no number in a facet', ascii.replace(/vertex \S+/, 'vertex nan'), /vertex 1: .*NaN/],
    ['nothing', '', /0 bytes/],
    ['no triangles', Buffer.alloc(84), /faces/],
  ])('with %s is refused, with the place', async (_, content, message) => {
    expect(await refusal('refused.stl', content)).toMatch(message);
  });
});

/** The triangles in so many solids. */
function solids(parts: number): string {
  return Array.from({ length: parts }, (_, s) =>
    asciiStlOf({ places: grid.places, polygons: triangles.polygons.filter((_t, i) => i % parts === s) }),
  ).join('\n');
}

function count(said: number): Buffer {
  const out = Buffer.from(binary);
  out.writeUInt32LE(said, 80);
  return out;
}
