import type { HeadModel, LandmarkEmbedding } from '../head-model.ts';
import { onceAHead } from '../once-a-head.ts';
import { shippedTable } from '../shipped-tables.ts';
import { GAUSSIAN_PROCESS_DEFAULTS, type SmoothFields, smoothFields, smoothModes } from './gaussian-process.ts';

/**
 * The linear shapes of a head, one column each: identity modes, smooth modes, expressions.
 *   v(a) = template + sum_k a_k delta_k
 */
export interface ShapeSpace {
  readonly head: HeadModel;
  readonly count: number;
  readonly identityCount: number;
  readonly smoothCount: number;
  readonly expressionCount: number;
  /** [count, V * 3] mm per unit of the coefficient */
  readonly deltas: Float32Array;
  /** What each coefficient is expected to be before the photographs are fitted [count], and its standard deviation. */
  readonly priorMean: Float64Array;
  readonly priorSigma: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Beyond three standard deviations PCA heads stop being faces. */
const MAX_SIGMA = 3;
const EXPRESSION_SIGMA = 0.35;

/** The shapes of a head, smooth modes by {@link gaussianProcessModes}; the prior of theirs is the kernel's own. */
export const createShapeSpace: (head: HeadModel) => ShapeSpace = onceAHead((head) => {
  const smooth = smoothModes(head, shippedFields(head) ?? smoothFields(head, GAUSSIAN_PROCESS_DEFAULTS));
  const groups = [head.identity, smooth, head.expressions];
  const [identityCount, smoothCount, expressionCount] = groups.map((group) => group.names.length);
  const count = identityCount + smoothCount + expressionCount;
  const deltas = new Float32Array(count * 3 * head.vertexCount);
  let at = 0;
  for (const group of groups) {
    deltas.set(group.deltas, at);
    at += group.deltas.length;
  }
  const fill = (identity: number, process: number, expression: number): Float64Array =>
    Float64Array.from({ length: count }, (_, k) =>
      k < identityCount ? identity : k < identityCount + smoothCount ? process : expression,
    );
  return {
    head,
    count,
    identityCount,
    smoothCount,
    expressionCount,
    deltas,
    priorMean: new Float64Array(count),
    priorSigma: fill(1, 1, EXPRESSION_SIGMA),
    lower: fill(-MAX_SIGMA, -MAX_SIGMA, 0),
    upper: fill(MAX_SIGMA, MAX_SIGMA, 1),
  };
});

function shippedFields(head: HeadModel): SmoothFields | null {
  const count = GAUSSIAN_PROCESS_DEFAULTS.symmetricModes + GAUSSIAN_PROCESS_DEFAULTS.antisymmetricModes;
  const axes = shippedTable(head, 'smooth-axes', Uint8Array, count);
  const fields = shippedTable(head, 'smooth-fields', Float32Array, count * head.parts[0].vertexCount);
  return axes === null || fields === null ? null : { axes, fields };
}

/** First expression column. */
export function expressionStart(space: ShapeSpace): number {
  return space.identityCount + space.smoothCount;
}

/** Vertices of coefficients [count]. @returns [V, 3] */
export function evaluateShape(space: ShapeSpace, coefficients: ArrayLike<number>): Float64Array {
  const out = space.head.template.slice();
  addShape(space, coefficients, 0, out);
  return out;
}

/** out += sum_k coefficients[k] delta_(start + k) */
export function addShape(space: ShapeSpace, coefficients: ArrayLike<number>, start: number, out: Float64Array): void {
  const { deltas } = space;
  const stride = out.length;
  const moving: number[] = [];
  for (let k = 0; k < coefficients.length; k++) if (coefficients[k] !== 0) moving.push(k);
  // Four columns a pass, added one after the other: reading and writing the sum costs as much as a column.
  let at = 0;
  for (; at + 4 <= moving.length; at += 4) {
    const [a, b, c, d] = moving.slice(at, at + 4).map((k) => coefficients[k]);
    const [i0, i1, i2, i3] = moving.slice(at, at + 4).map((k) => (start + k) * stride);
    for (let i = 0; i < stride; i++)
      out[i] = out[i] + a * deltas[i0 + i] + b * deltas[i1 + i] + c * deltas[i2 + i] + d * deltas[i3 + i];
  }
  for (; at < moving.length; at++) {
    const a = coefficients[moving[at]];
    const offset = (start + moving[at]) * stride;
    for (let i = 0; i < stride; i++) out[i] += a * deltas[offset + i];
  }
}

/** Points tied to a few vertices each. */
export interface VertexPoints {
  readonly count: number;
  /** Vertices per point. */
  readonly arity: number;
  /** [N, arity] */
  readonly vertices: Uint32Array;
  readonly weights: Float64Array;
}

/** Such points with the shape columns at them. */
export interface ShapePoints extends VertexPoints {
  /** [N, 3, columns]: one contiguous row for each point and axis. */
  readonly basis: Float64Array;
  readonly columns: number;
}

/** Precomputes the shape columns at points given as weighted sums of vertices. */
export function shapePoints(
  space: ShapeSpace,
  vertices: Uint32Array,
  weights: Float64Array,
  arity: number,
): ShapePoints {
  const count = vertices.length / arity;
  const columns = space.count;
  const basis = new Float64Array(count * 3 * columns);
  const stride = 3 * space.head.vertexCount;
  for (let i = 0; i < count; i++)
    for (let c = 0; c < arity; c++) {
      const w = weights[i * arity + c];
      if (w === 0) continue;
      const v = 3 * vertices[i * arity + c];
      for (let axis = 0; axis < 3; axis++)
        for (let k = 0; k < columns; k++)
          basis[(3 * i + axis) * columns + k] += w * space.deltas[k * stride + v + axis];
    }
  return { count, arity, vertices, weights, basis, columns };
}

export function embeddedShapePoints(space: ShapeSpace, embedding: LandmarkEmbedding): ShapePoints {
  return shapePoints(space, embedding.vertices, embedding.barycentric, 3);
}

/** Positions of the points on a mesh. @returns [N, 3] */
export function pointPositions(points: VertexPoints, positions: ArrayLike<number>): Float64Array {
  const out = new Float64Array(3 * points.count);
  for (let i = 0; i < points.count; i++)
    for (let c = 0; c < points.arity; c++) {
      const w = points.weights[i * points.arity + c];
      const v = 3 * points.vertices[i * points.arity + c];
      out[3 * i] += w * positions[v];
      out[3 * i + 1] += w * positions[v + 1];
      out[3 * i + 2] += w * positions[v + 2];
    }
  return out;
}

/** Backward of {@link pointPositions}: scatters gradients [N, 3] to vertices [V, 3], accumulating. */
export function pointPositionsBackward(
  points: VertexPoints,
  gradPoints: ArrayLike<number>,
  gradPositionsOut: Float32Array | Float64Array,
): void {
  for (let i = 0; i < points.count; i++)
    for (let c = 0; c < points.arity; c++) {
      const w = points.weights[i * points.arity + c];
      const v = 3 * points.vertices[i * points.arity + c];
      for (let k = 0; k < 3; k++) gradPositionsOut[v + k] += w * gradPoints[3 * i + k];
    }
}
