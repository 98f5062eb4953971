import { CholeskyDecomposition, Matrix, solve } from 'ml-matrix';
import { openingField } from '../../../head/anatomy/jaw.ts';
import { jointPosition, regionVertices } from '../../../head/head-model.ts';
import { expressionStart } from '../../../head/shape/shape-space.ts';
import type { MorphableDecoder } from '../../decode/morphable-decoder.ts';

/** What is left of the weight where an error could be taken for a move, a turn or another size of the head. */
const SIMILARITY_SHARE = 0.05;

/**
 * Square roots of quadratic forms on code errors: with e a row of errors, |e L|^2 is the mean square distance in mm
 * between the faces' vertices.
 */
export interface ShapeMetric {
  /** [S, S] row-major; of shape errors, a similarity of the whole face counting little (no photograph tells it). */
  readonly shape: Float32Array;
  /** [E + 1, E + 1]; of expressions and, last, the jaw's opening in radians. */
  readonly expression: Float32Array;
}

export function shapeMetric(decoder: MorphableDecoder): ShapeMetric {
  const { head, space, jaw, sizes } = decoder;
  const face = regionVertices(head, 'face');
  const stride = 3 * head.vertexCount;
  const field = (column: number): Float64Array =>
    Float64Array.from(
      { length: 3 * face.length },
      (_, i) => space.deltas[column * stride + 3 * face[Math.floor(i / 3)] + (i % 3)],
    );
  const shapes = Array.from({ length: sizes.shape }, (_, k) => field(k));
  const first = expressionStart(space);
  const expressions = Array.from({ length: sizes.expression }, (_, k) => field(first + k));
  const opening = openingField({ ...jaw, pivot: jointPosition(head, jaw.joint, []) }, head.template);
  expressions.push(
    Float64Array.from({ length: 3 * face.length }, (_, i) => opening[3 * face[Math.floor(i / 3)] + (i % 3)]),
  );
  const rest = Float64Array.from(
    { length: 3 * face.length },
    (_, i) => head.template[3 * face[Math.floor(i / 3)] + (i % 3)],
  );
  const moves = gram(expressions, face.length);
  return {
    shape: root(gram(withoutSimilarity(shapes, rest), face.length), gram(shapes, face.length)),
    expression: root(moves, moves),
  };
}

/** Inner products of fields over the vertices' number [K, K]. */
function gram(fields: readonly Float64Array[], vertexCount: number): Matrix {
  const out = Matrix.zeros(fields.length, fields.length);
  fields.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const b = fields[j];
      let sum = 0;
      for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
      out.set(i, j, sum / vertexCount);
      out.set(j, i, sum / vertexCount);
    }
  });
  return out;
}

/** Fields less what infinitesimal similarities about the rest positions explain of them. */
function withoutSimilarity(fields: readonly Float64Array[], rest: Float64Array): Float64Array[] {
  const count = rest.length / 3;
  const centre = [0, 1, 2].map((k) => {
    let sum = 0;
    for (let v = 0; v < count; v++) sum += rest[3 * v + k] / count;
    return sum;
  });
  const moves = Array.from({ length: 7 }, (_, m) =>
    Float64Array.from({ length: rest.length }, (_, i) => {
      const k = i % 3;
      const arm = [0, 1, 2].map((axis) => rest[i - k + axis] - centre[axis]);
      if (m < 3) return k === m ? 1 : 0;
      if (m === 6) return arm[k];
      const [a, b] = [(m - 2) % 3, (m - 1) % 3];
      return k === a ? -arm[b] : k === b ? arm[a] : 0;
    }),
  );
  const normal = gram(moves, count);
  return fields.map((field) => {
    const rhs = Matrix.columnVector(moves.map((move) => move.reduce((sum, x, i) => sum + (x * field[i]) / count, 0)));
    const weights = solve(normal, rhs).to1DArray();
    return field.map((x, i) => x - moves.reduce((sum, move, m) => sum + weights[m] * move[i], 0));
  });
}

function root(form: Matrix, whole: Matrix): Float32Array {
  const n = form.rows;
  const blended = Matrix.add(form, Matrix.mul(whole, SIMILARITY_SHARE));
  for (let i = 0; i < n; i++) blended.set(i, i, blended.get(i, i) + 1e-4);
  return Float32Array.from(new CholeskyDecomposition(blended).lowerTriangularMatrix.to1DArray());
}
