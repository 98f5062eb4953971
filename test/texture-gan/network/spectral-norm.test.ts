import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/geometry/random.ts';
import { singularVectors } from '../../../src/texture-gan/network/spectral-norm.ts';

describe('singular vectors by power iteration', () => {
  it('give the largest singular value', () => {
    const random = createRandom(2);
    const [rows, columns] = [12, 5];
    const weights = Float64Array.from({ length: rows * columns }, () => random.normal());
    for (let j = 0; j < columns; j++) weights[j] += 4;
    const { u, v } = singularVectors(weights, rows, columns);
    let value = 0;
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) value += u[i] * weights[i * columns + j] * v[j];
    const svd = new SingularValueDecomposition(Matrix.from1DArray(rows, columns, Array.from(weights)));
    expect(value).toBeCloseTo(svd.diagonal[0], 4);
  });
});
