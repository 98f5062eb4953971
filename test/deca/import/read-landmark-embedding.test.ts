import { describe, expect, it } from 'vitest';
import { readLandmarkEmbedding } from '../../../src/deca/import/read-landmark-embedding.ts';
import { file, refuse } from '../../helpers/deca/hostile-model.ts';
import { embeddingFile, npyFile } from '../../helpers/deca/model-files.ts';
import * as p from '../../helpers/deca/pickle-writer.ts';

describe("DECA's landmark embedding", () => {
  it('is read in small types', () => {
    const { full, contour } = readLandmarkEmbedding(file(embeddingFile(9)), 9);
    expect(Array.from(full.triangles.subarray(7, 11))).toEqual([7, 8, 0, 1]);
    expect(contour.barycentric[5]).toBeCloseTo(1 / 3, 3);
  });

  const object = p.pickle(p.ndarray('O', [], p.list(p.none), { objects: true }));
  it.each([
    [
      'a header that is no dictionary',
      npyFile("{'descr': '|O', 'fortran_order': False, 'shape': (?, }", object),
      /header that numpy writes/,
    ],
    ['numbers', npyFile("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", object), /must hold an object/],
    ['records', npyFile("{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (), }", object), /header/],
    [
      'many objects',
      npyFile("{'descr': '|O', 'fortran_order': True, 'shape': (4294967296, 9), }", object),
      /one object/,
    ],
    [
      'no dictionary',
      npyFile("{'descr': '|O', 'fortran_order': False, 'shape': (), }", object),
      /must hold a dictionary/,
    ],
    [
      'an object array of another size',
      npyFile(
        "{'descr': '|O', 'fortran_order': False, 'shape': (), }",
        p.pickle(p.ndarray('O', [4], p.list(p.none), { objects: true })),
      ),
      /4 with 1 items/,
    ],
    [
      'half a triangle',
      embeddingFile(9, { full_lmk_faces_idx: p.numbers([68], new Float64Array(68).fill(0.5)) }),
      /below 9; received 0.5/,
    ],
    [
      'a triangle below zero',
      embeddingFile(9, { full_lmk_faces_idx: p.numbers([68], new Int32Array(68).fill(-1)) }),
      /received -1/,
    ],
    [
      'infinite coordinates',
      embeddingFile(9, {
        static_lmk_bary_coords: p.numbers([51, 3], new Float64Array(153).fill(Number.POSITIVE_INFINITY)),
      }),
      /finite coordinates/,
    ],
    [
      'a header beyond the end',
      Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\x7f....', 'latin1'),
      /a header of 2147483659 bytes in 16/,
    ],
    ['another version', Buffer.from('\x93NUMPY\x09\x00\x01\x00\x00\x00....', 'latin1'), /version 9/],
  ])('with %s is refused', (_, bytes, received) => {
    refuse(() => readLandmarkEmbedding(file(bytes), 9), received);
  });
});
