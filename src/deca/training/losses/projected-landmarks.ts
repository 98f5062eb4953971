import { openingField } from '../../../head/anatomy/jaw.ts';
import { jointPosition } from '../../../head/head-model.ts';
import { embeddedShapePoints, pointPositions } from '../../../head/shape/shape-space.ts';
import type { MorphableDecoder } from '../../decode/morphable-decoder.ts';
import { SCALE_UNIT, TRANSLATION_UNIT } from '../../network/encoder-weights.ts';
import { tf } from '../tfjs-backend.ts';
import { constantProduct } from '../tfjs-product.ts';

/** camera = (scale (1 + u d_0), tx + v d_1, ty + v d_2) */
export function correctedCamera(correction: tf.Tensor2D, base: tf.Tensor2D): tf.Tensor2D {
  const factor = tf.concat(
    [
      tf.add(tf.mul(tf.slice(correction, [0, 0], [-1, 1]), SCALE_UNIT), 1),
      tf.onesLike(tf.slice(correction, [0, 1], [-1, 2])),
    ],
    1,
  );
  const offset = tf.concat(
    [
      tf.zerosLike(tf.slice(correction, [0, 0], [-1, 1])),
      tf.mul(tf.slice(correction, [0, 1], [-1, 2]), TRANSLATION_UNIT),
    ],
    1,
  );
  return tf.add(tf.mul(base, factor), offset) as tf.Tensor2D;
}

/** Landmarks of the mean head and their displacement by shape, expression and jaw [1, P] and [S + E + 1, P]. */
export interface LandmarkBasis {
  readonly rest: readonly tf.Tensor2D[];
  /** Of x, y and z: [S + E + 1, P]. */
  readonly axes: readonly tf.Tensor2D[];
}

export function landmarkBasis(decoder: MorphableDecoder, landmarks: readonly number[]): LandmarkBasis {
  const { head, space, jaw, sizes } = decoder;
  const { mediapipe468, ibug68 } = head.embeddings;
  const all = {
    vertices: Uint32Array.of(...mediapipe468.vertices, ...ibug68.vertices),
    barycentric: Float64Array.of(...mediapipe468.barycentric, ...ibug68.barycentric),
  };
  const points = embeddedShapePoints(space, all);
  const rest = pointPositions(points, head.template);
  const opening = openingField({ ...jaw, pivot: jointPosition(head, jaw.joint, []) }, head.template);
  const opened = pointPositions(points, opening);
  const columns: ((coordinate: number) => number)[] = Array.from(
    { length: space.count },
    (_, k) => (i) => points.basis[i * space.count + k],
  );
  columns.push((i) => opened[i]);
  if (columns.length !== sizes.shape + sizes.expression + 1)
    throw new Error('codes must be the shape space and the jaw');
  return {
    rest: [0, 1, 2].map((axis) => tf.tensor2d([landmarks.map((l) => rest[3 * l + axis])])),
    axes: [0, 1, 2].map((axis) => tf.tensor2d(columns.map((at) => landmarks.map((l) => at(3 * l + axis))))),
  };
}

/** Through the scaled orthography. @returns [B, 2 P], x and y of each point in turn */
export function projectPoints(
  { rest, axes }: LandmarkBasis,
  codes: tf.Tensor2D,
  headPose: tf.Tensor2D,
  camera: tf.Tensor2D,
): tf.Tensor2D {
  const [x, y, z] = axes.map((axis, k) => tf.add(constantProduct(codes, axis), rest[k]));
  const r = rotationRows(headPose);
  const column = (k: number): tf.Tensor => tf.slice(camera, [0, k], [-1, 1]);
  const turned = [0, 1].map((i) => tf.addN([tf.mul(r[3 * i], x), tf.mul(r[3 * i + 1], y), tf.mul(r[3 * i + 2], z)]));
  const seen = turned.map((p, i) => tf.mul(tf.add(p, column(1 + i)), column(0)));
  return tf.concat(seen, 1) as tf.Tensor2D;
}

/** Rodrigues' formula: the nine entries of R, [B, 1] each. */
function rotationRows(axisAngle: tf.Tensor2D): tf.Tensor[] {
  const [x, y, z] = [0, 1, 2].map((k) => tf.slice(axisAngle, [0, k], [-1, 1]));
  const square = tf.addN([tf.square(x), tf.square(y), tf.square(z), tf.fill(x.shape, 1e-8)]);
  const angle = tf.sqrt(square);
  const a = tf.div(tf.sin(angle), angle);
  const b = tf.div(tf.sub(1, tf.cos(angle)), square);
  const diagonal = (p: tf.Tensor, q: tf.Tensor): tf.Tensor => tf.sub(1, tf.mul(b, tf.add(tf.square(p), tf.square(q))));
  const off = (p: tf.Tensor, q: tf.Tensor, w: tf.Tensor, sign: number): tf.Tensor =>
    tf.add(tf.mul(b, tf.mul(p, q)), tf.mul(a, tf.mul(w, sign)));
  return [
    diagonal(y, z),
    off(x, y, z, -1),
    off(x, z, y, 1),
    off(x, y, z, 1),
    diagonal(x, z),
    off(y, z, x, -1),
    off(x, z, y, -1),
    off(y, z, x, 1),
    diagonal(x, y),
  ];
}
