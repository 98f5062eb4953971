import type { CodeSizes, DecaCodes } from '../../../src/deca/codes.ts';
import { createRandom } from '../../../src/geometry/random.ts';

/** Codes of a face that could be, the same for a seed. */
export function randomDecaCodes(sizes: CodeSizes, seed: number): DecaCodes {
  const random = createRandom(seed);
  const normals = (count: number, scale: number) => Float64Array.from({ length: count }, () => scale * random.normal());
  return {
    shape: normals(sizes.shape, 0.7),
    albedo: normals(sizes.albedo, 1),
    expression: Float64Array.from({ length: sizes.expression }, () => 0.2 * random.uniform()),
    headPose: normals(3, 0.3),
    jawPose: Float64Array.of(0.2 * random.uniform(), 0, 0),
    camera: Float64Array.of(0.008 + 0.002 * random.uniform(), 5 * random.normal(), 5 * random.normal()),
    light: normals(27, 0.5),
  };
}
