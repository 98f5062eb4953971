import { describe, expect, it } from 'vitest';
import { createMorphableDecoder, decodeShape, type FaceCodes } from '../../../../src/deca/decode/morphable-decoder.ts';
import { shapeMetric } from '../../../../src/deca/training/losses/shape-metric.ts';
import { rotationFromAxisAngle } from '../../../../src/geometry/rotation.ts';
import { applySimilarity } from '../../../../src/geometry/similarity.ts';
import { regionVertices } from '../../../../src/head/head-model.ts';
import { loadPeoplesHead } from '../../../../src/head/load-head.ts';
import { normals } from '../../../helpers/gradient-check.ts';

const head = loadPeoplesHead();
const decoder = createMorphableDecoder(head);
const metric = shapeMetric(decoder);
const face = regionVertices(head, 'face');
const { shape: shapes, expression: expressions } = decoder.sizes;
const none: FaceCodes = {
  shape: new Float64Array(shapes),
  expression: new Float64Array(expressions),
  jawPose: new Float64Array(3),
};

/** |e L|^2, less the 1e-4 |e|^2 that keeps L from being singular. */
function squareOf(root: Float32Array, errors: ArrayLike<number>): number {
  const count = errors.length;
  let sum = 0;
  for (let j = 0; j < count; j++) {
    let along = 0;
    for (let i = 0; i < count; i++) along += errors[i] * root[i * count + j];
    sum += along * along - 1e-4 * errors[j] ** 2;
  }
  return sum;
}

/** What codes do to the face's vertices [F, 3] mm. */
function moved(codes: Partial<FaceCodes>): Float64Array {
  const positions = decodeShape(decoder, { ...none, ...codes });
  return Float64Array.from(face.flatMap((v) => [0, 1, 2].map((k) => positions[3 * v + k] - head.template[3 * v + k])));
}

const meanSquare = (field: Float64Array): number => field.reduce((sum, x) => sum + x * x, 0) / face.length;

/** What is left of a field beside others, which are made orthogonal one after another (Gram and Schmidt). */
function beside(field: Float64Array, others: readonly Float64Array[]): Float64Array {
  const units: Float64Array[] = [];
  const less = (from: Float64Array): Float64Array =>
    units.reduce((rest, unit) => {
      const along = unit.reduce((sum, x, i) => sum + x * rest[i], 0);
      return rest.map((x, i) => x - along * unit[i]);
    }, from);
  for (const other of others) {
    const rest = less(other);
    const length = Math.sqrt(rest.reduce((sum, x) => sum + x * x, 0));
    units.push(rest.map((x) => x / length));
  }
  return less(field);
}

/** A move, a turn or growth of the face by so little that it is linear. */
function similarity(log: number, turn: readonly number[], translation: readonly number[]): Float64Array {
  const [x, y, z] = turn;
  const small = {
    scale: Math.exp(log),
    rotation: rotationFromAxisAngle(x, y, z),
    translation: Float64Array.from(translation),
  };
  const at = Float64Array.from(face.flatMap((v) => [...head.template.subarray(3 * v, 3 * v + 3)]));
  return applySimilarity(small, at).map((p, i) => p - at[i]);
}

const H = 1e-6;
const STILL = [0, 0, 0];
const SIMILARITIES = [
  ...[0, 1, 2].map((axis) =>
    similarity(
      0,
      STILL,
      STILL.map((_, k) => (k === axis ? 1 : 0)),
    ),
  ),
  ...[0, 1, 2].map((axis) =>
    similarity(
      0,
      STILL.map((_, k) => (k === axis ? H : 0)),
      STILL,
    ),
  ),
  similarity(H, STILL, STILL),
];

describe('the metric of codes', () => {
  // Nothing of them is taken for a similarity, and all counts a twentieth more, as for shapes.
  it('is the mean square distance of vertices for expressions and the jaw', () => {
    const expression = normals(expressions, 3, 0.3);
    const said = squareOf(metric.expression, [...expression, 0]);
    expect(said / (1.05 * meanSquare(moved({ expression })))).toBeCloseTo(1, 3);
    // An opening so small that it is linear, told of one of 0.01 radians.
    const jaw = moved({ jawPose: Float64Array.of(1e-5, 0, 0) }).map((x) => 1e3 * x);
    expect(squareOf(metric.expression, [...none.expression, 0.01]) / (1.05 * meanSquare(jaw))).toBeCloseTo(1, 3);
  });

  it.each([1, 2])('counts of shapes what no similarity explains, and a twentieth of all (%d)', (seed) => {
    const shape = normals(shapes, seed);
    const field = moved({ shape });
    const rest = meanSquare(beside(field, SIMILARITIES));
    const whole = meanSquare(field);
    expect(rest).toBeLessThan(0.9 * whole);
    expect(squareOf(metric.shape, shape) / (rest + 0.05 * whole)).toBeCloseTo(1, 3);
  });
});
