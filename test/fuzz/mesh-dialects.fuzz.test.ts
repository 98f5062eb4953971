import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseObj } from '../../src/geometry/mesh-text/parse-obj.ts';
import { glbOfJson, plainGltf } from '../helpers/meshes/gltf-files.ts';
import {
  asciiPlyOf,
  asciiStlOf,
  binaryPlyOf,
  binaryStlOf,
  objOf,
  type PolygonMesh,
} from '../helpers/meshes/polygon-mesh.ts';
import { readWritten, surface } from '../helpers/read-written.ts';

/** Places exact in 32 bits, no two alike, and triangles of three of them. */
const meshes: fc.Arbitrary<PolygonMesh> = fc
  .uniqueArray(fc.tuple(coordinate(), coordinate(), coordinate()), {
    minLength: 3,
    maxLength: 40,
    selector: (place) => place.join(' '),
  })
  .chain((places) =>
    fc.record({
      places: fc.constant(places),
      polygons: fc.array(fc.uniqueArray(fc.nat(places.length - 1), { minLength: 3, maxLength: 3 }), {
        minLength: 1,
        maxLength: 60,
      }),
    }),
  );

function coordinate(): fc.Arbitrary<number> {
  // Zero has two forms and one place.
  return fc.float({ min: -1000, max: 1000, noNaN: true }).map((x) => x + 0);
}

/** How OBJ may say the same: which comes from a draw. */
const spellings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\n', '\r'),
  (text) => text.replaceAll(' ', '\t '),
  (text) => text.replaceAll(/ (?=\S+$)/gm, ' \\\n'),
  (text) => text.replaceAll(/$/gm, ' # f 1 2 3'),
  (text) => `\ufeff${text}`,
  (text) => text.replaceAll(/^(f .*)$/gm, (f) => f.replaceAll(/\d+/g, '$&/7/9')),
];

const DIALECTS: readonly [string, (mesh: PolygonMesh, spelling: number) => string | Uint8Array][] = [
  ['.obj', (mesh, spelling) => spellings[spelling](objOf(mesh))],
  ['.ply', (mesh) => asciiPlyOf(mesh)],
  ['.ply', (mesh) => binaryPlyOf(mesh, true)],
  ['.ply', (mesh) => binaryPlyOf(mesh, false)],
  ['.stl', (mesh) => asciiStlOf(mesh)],
  ['.stl', (mesh) => binaryStlOf(mesh)],
  [
    '.glb',
    (mesh) => {
      const { json, bin } = plainGltf(mesh, mesh.polygons.flat());
      return glbOfJson(json, bin);
    },
  ],
];

describe('any mesh', () => {
  it.each(DIALECTS)('written as %s is read as it was', async (extension, write) => {
    await fc.assert(
      fc.asyncProperty(meshes, fc.nat(spellings.length - 1), async (mesh, spelling) => {
        const read = await readWritten(`any${extension}`, write(mesh, spelling));
        const same = {
          positions: Float64Array.from(mesh.places.flat()),
          triangles: Uint32Array.from(mesh.polygons.flat()),
        };
        expect(surface(read)).toEqual(surface(same));
      }),
      { numRuns: 100 },
    );
  });
});

it('any number is read to the last bit, however many digits it is written with', () => {
  const digits = fc.integer({ min: 1, max: 25 });
  const spelt = fc
    .tuple(
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ min: -1000, max: 1000, noNaN: true })),
      digits,
    )
    .map(([x, count]) => [String(x), x.toExponential(count), Math.abs(x) < 1e21 ? x.toFixed(count) : `${x}`]);
  fc.assert(
    fc.property(spelt, (words) => {
      expect(Array.from(parseObj(`v ${words.join(' ')}\n`).positions)).toEqual(words.map(Number));
    }),
    { numRuns: 2000 },
  );
});
