import { CholeskyDecomposition, Matrix, solve } from 'ml-matrix';
import { openingField } from '../../../head/anatomy/jaw.ts';
import { jointPosition, regionVertices } from '../../../head/head-model.ts';
import { expressionStart } from '../../../head/shape/shape-space.ts';
import type { MorphableDecoder } from '../../decode/morphable-decoder.ts';

/** What is left of the weight where an error could be taken for a move, a turn or another size of the head. */
const SIMILARITY_SHARE = 0.05;

/**
 * Square roots of quadratic forms on code errors: with e a row of errors, |e L|^2 is the mean square distance in mm^2
 * between the faces' vertices, once less what looks like a similarity (of expressions nothing is), and a twentieth of it once more.
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
  const first = expressionStart(space);
  const opening = openingField({ ...jaw, pivot: jointPosition(head, jaw.joint, []) }, head.template);
  const stride = 3 * head.vertexCount;
  const column = (k: number): Float64Array => onVertices(space.deltas.subarray(k * stride, (k + 1) * stride), face);
  const shapes = Array.from({ length: sizes.shape }, (_, k) => column(k));
  const expressions = Array.from({ length: sizes.expression }, (_, k) => column(first + k));
  expressions.push(onVertices(opening, face));
  const rest = onVertices(head.template, face);
  const moved = gram(expressions, face.length);
  const whole = gram([...similarities(rest), ...shapes], face.length);
  const told = whole.subMatrix(SIMILARITIES, whole.rows - 1, SIMILARITIES, whole.rows - 1);
  return { shape: root(withoutSimilarity(whole), told), expression: root(moved, moved) };
}

/** A field on all vertices [V, 3], on some of them [F, 3]. */
function onVertices(field: Float32Array | Float64Array, vertices: readonly number[]): Float64Array {
  const out = new Float64Array(3 * vertices.length);
  vertices.forEach((v, i) => {
    out.set(field.subarray(3 * v, 3 * v + 3), 3 * i);
  });
  return out;
}

/** Inner products of fields over the vertices' number [K, K]. */
function gram(fields: readonly Float64Array[], vertexCount: number): Matrix {
  const out = Matrix.zeros(fields.length, fields.length);
  const set = (i: number, j: number, sum: number): void => {
    out.set(i, j, sum / vertexCount);
    out.set(j, i, sum / vertexCount);
  };
  fields.forEach((a, i) => {
    // Four sums side by side: one alone waits for itself at each step.
    for (let j = 0; j <= i; j += 4) {
      const [b, c, d, e] = [0, 1, 2, 3].map((k) => fields[Math.min(i, j + k)]);
      let [s, t, u, v] = [0, 0, 0, 0];
      for (let n = 0; n < a.length; n++) {
        const x = a[n];
        s += x * b[n];
        t += x * c[n];
        u += x * d[n];
        v += x * e[n];
      }
      [s, t, u, v].forEach((sum, k) => {
        set(i, Math.min(i, j + k), sum);
      });
    }
  });
  return out;
}

/** Moves along the axes, turns about them, and growth. */
const SIMILARITIES = 7;

/** Infinitesimal similarities about the mean of rest positions [F, 3], one field each. */
function similarities(rest: Float64Array): Float64Array[] {
  const count = rest.length / 3;
  const centre = [0, 1, 2].map((k) => {
    let sum = 0;
    for (let v = 0; v < count; v++) sum += rest[3 * v + k] / count;
    return sum;
  });
  return Array.from({ length: SIMILARITIES }, (_, m) => {
    const [a, b] = [(m - 2) % 3, (m - 1) % 3];
    return rest.map((_, i) => {
      const k = i % 3;
      const arm = (axis: number): number => rest[i - k + axis] - centre[axis];
      if (m < 3) return k === m ? 1 : 0;
      if (m === 6) return arm(k);
      return k === a ? -arm(b) : k === b ? arm(a) : 0;
    });
  });
}

/**
 * Inner products of shapes less what similarities explain of them, by those of both (Schur's complement):
 *   G - R^T N^-1 R   (N: of similarities, R: of similarities with shapes, G: of shapes)
 * @param whole of similarities and, after them, S shapes @returns [S, S]
 */
function withoutSimilarity(whole: Matrix): Matrix {
  const [last, end] = [SIMILARITIES - 1, whole.rows - 1];
  const normal = whole.subMatrix(0, last, 0, last);
  const mixed = whole.subMatrix(0, last, SIMILARITIES, end);
  // N = L L^T, so that what is taken off is as symmetric as a square.
  const half = solve(new CholeskyDecomposition(normal).lowerTriangularMatrix, mixed);
  return Matrix.sub(whole.subMatrix(SIMILARITIES, end, SIMILARITIES, end), half.transpose().mmul(half));
}

function root(form: Matrix, whole: Matrix): Float32Array {
  const n = form.rows;
  const blended = Matrix.add(form, Matrix.mul(whole, SIMILARITY_SHARE));
  for (let i = 0; i < n; i++) blended.set(i, i, blended.get(i, i) + 1e-4);
  return Float32Array.from(new CholeskyDecomposition(blended).lowerTriangularMatrix.to1DArray());
}
