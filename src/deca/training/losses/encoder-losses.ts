import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import { SH_BANDS, shBasis } from '../../geometry/spherical-harmonics.ts';
import { regionVertices } from '../../head/head-model.ts';
import { embeddedShapePoints, expressionStart, pointPositions } from '../../head/shape/shape-space.ts';
import { type CodeSizes, codeLength } from '../codes.ts';
import type { MorphableDecoder } from '../decode/morphable-decoder.ts';
import { ROTATION_UNIT, SCALE_UNIT, TRANSLATION_UNIT } from '../network/encoder-weights.ts';
import { shapeMetric } from './shape-metric.ts';
import { tf } from './tfjs-backend.ts';
import { constantProduct } from './tfjs-product.ts';

/** A batch in which rows 2 i and 2 i + 1 show one person. */
export interface EncoderBatch {
  /** Pose that the inputs came with: axis-angle and scaled orthography [B, 6]. */
  readonly base: tf.Tensor2D;
  /** True codes [B, C]. */
  readonly codes: tf.Tensor2D;
  /** True places of the loss's landmarks [B, 2 P] in [-1, 1] of the crop, y up. */
  readonly landmarks: tf.Tensor2D;
}

/** Weights of the terms. */
export interface EncoderLossWeights {
  readonly shape: number;
  readonly expression: number;
  readonly landmark: number;
  readonly distance: number;
  readonly consistency: number;
  readonly photometric: number;
  readonly codes: number;
  readonly confidence: number;
}

/** In units in which each term of a trained network is about 1: mm^2 for shapes, per cent of the crop for landmarks. */
export const ENCODER_LOSS_WEIGHTS: EncoderLossWeights = {
  shape: 1,
  expression: 0.5,
  landmark: 0.05,
  distance: 0.3,
  consistency: 0.02,
  photometric: 20,
  codes: 0.02,
  confidence: 0.05,
};

const DENSE_STEP = 6;
const PHOTOMETRIC_STEP = 40;
/** Pairs of iBUG points whose distance tells how far lids and lips stand open (DECA's eye and lip terms). */
const OPENINGS: readonly (readonly [number, number])[] = [
  [37, 41],
  [38, 40],
  [43, 47],
  [44, 46],
  [61, 67],
  [62, 66],
  [63, 65],
  [48, 54],
];

export interface EncoderLoss {
  /** Indices of the landmarks among MediaPipe's 468 and iBUG's 68 [P]. */
  readonly landmarks: readonly number[];
  /** @param outputs of the network [B, C + 1] @returns the total and its terms, scalars */
  evaluate(
    outputs: tf.Tensor2D,
    batch: EncoderBatch,
  ): { total: tf.Scalar; terms: Readonly<Record<keyof EncoderLossWeights, tf.Scalar>> };
}

/**
 * DECA's losses where truth is known: vertices (shape, expression and jaw), landmarks through the scaled orthography,
 * lid and lip distances, one person's shapes swapped between crops, shaded skin tones, the codes themselves.
 */
export function createEncoderLoss(decoder: MorphableDecoder, weights: EncoderLossWeights): EncoderLoss {
  const { sizes } = decoder;
  const metric = shapeMetric(decoder);
  const shapeRoot = tf.tensor2d(metric.shape, [sizes.shape, sizes.shape]);
  const expressionRoot = tf.tensor2d(metric.expression, [sizes.expression + 1, sizes.expression + 1]);
  const landmarks = [
    ...Array.from({ length: Math.ceil(468 / DENSE_STEP) }, (_, i) => i * DENSE_STEP),
    ...Array.from({ length: 68 }, (_, i) => 468 + i),
  ];
  const points = landmarkBasis(decoder, landmarks);
  const openings = openingMatrix(landmarks);
  const shading = shadingBasis(decoder);
  return {
    landmarks,
    evaluate(outputs, { base, codes, landmarks: places }) {
      const said = splitCodes(outputs, sizes);
      const truth = splitCodes(codes, sizes);
      const shapeError = tf.sum(tf.square(constantProduct(tf.sub(said.shape, truth.shape), shapeRoot)), 1);
      const moment = (c: SplitCodes): tf.Tensor => tf.concat([c.expression, tf.slice(c.jawPose, [0, 0], [-1, 1])], 1);
      const expressionError = tf.sum(
        tf.square(constantProduct(tf.sub(moment(said), moment(truth)) as tf.Tensor2D, expressionRoot)),
        1,
      );
      const headPose = tf.add(tf.mul(said.headPose, ROTATION_UNIT), tf.slice(base, [0, 0], [-1, 3])) as tf.Tensor2D;
      const camera = correctedCamera(said.camera, tf.slice(base, [0, 3], [-1, 3]));
      const project = (shape: tf.Tensor): tf.Tensor2D =>
        projectPoints(points, tf.concat([shape, moment(said)], 1) as tf.Tensor2D, headPose, camera);
      const percent = (a: tf.Tensor, b: tf.Tensor): tf.Scalar =>
        tf.mul(tf.mean(tf.square(tf.sub(a, b))), 1e4) as tf.Scalar;
      const seen = project(said.shape);
      const terms = {
        shape: tf.mean(shapeError) as tf.Scalar,
        expression: tf.mean(expressionError) as tf.Scalar,
        landmark: percent(seen, places),
        distance: percent(constantProduct(seen, openings), constantProduct(places, openings)),
        consistency: percent(project(swapPairs(said.shape)), places),
        photometric: tf.mean(tf.square(tf.sub(shading(said), shading(truth)))) as tf.Scalar,
        codes: tf.add(
          tf.mean(tf.square(tf.sub(said.albedo, truth.albedo))),
          tf.add(
            tf.mean(tf.square(tf.sub(said.light, truth.light))),
            tf.mul(tf.mean(tf.square(tf.sub(said.jawPose, truth.jawPose))), 100),
          ),
        ) as tf.Scalar,
        confidence: confidenceLoss(said.logVariance, shapeError),
      };
      let total = tf.scalar(0);
      for (const name of Object.keys(terms) as (keyof EncoderLossWeights)[])
        total = tf.add(total, tf.mul(terms[name], weights[name]));
      return { total, terms };
    },
  };
}

interface SplitCodes {
  readonly shape: tf.Tensor2D;
  readonly albedo: tf.Tensor2D;
  readonly expression: tf.Tensor2D;
  readonly headPose: tf.Tensor2D;
  readonly jawPose: tf.Tensor2D;
  readonly camera: tf.Tensor2D;
  readonly light: tf.Tensor2D;
  readonly logVariance: tf.Tensor2D;
}

function splitCodes(vectors: tf.Tensor2D, sizes: CodeSizes): SplitCodes {
  let at = 0;
  const take = (count: number): tf.Tensor2D => {
    const part = tf.slice(vectors, [0, at], [-1, count]);
    at += count;
    return part;
  };
  return {
    shape: take(sizes.shape),
    albedo: take(sizes.albedo),
    expression: take(sizes.expression),
    headPose: take(3),
    jawPose: take(3),
    camera: take(3),
    light: take(27),
    logVariance: vectors.shape[1] > codeLength(sizes) ? take(1) : tf.zeros([vectors.shape[0], 1]),
  };
}

/** -log N(error; 0, exp(logVariance)) of an error that the confidence must not pull at. */
function confidenceLoss(logVariance: tf.Tensor2D, error: tf.Tensor): tf.Scalar {
  // The error's own gradient is stopped: a network that is sure must not be rewarded with a free hand.
  const still = stopGradient(error);
  const ratio = tf.mul(still, tf.exp(tf.neg(tf.reshape(logVariance, [-1]))));
  return tf.mean(tf.add(ratio, tf.reshape(logVariance, [-1]))) as tf.Scalar;
}

const stopGradient = (x: tf.Tensor): tf.Tensor =>
  tf.customGrad((value) => {
    const input = value as tf.Tensor;
    return { value: input.clone(), gradFunc: () => tf.zerosLike(input) };
  })(x);

/** camera = (scale (1 + u d_0), tx + v d_1, ty + v d_2) */
function correctedCamera(correction: tf.Tensor2D, base: tf.Tensor2D): tf.Tensor2D {
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

interface LandmarkBasis {
  readonly rest: readonly tf.Tensor2D[];
  /** Of x, y and z: [S + E + 1, P]. */
  readonly axes: readonly tf.Tensor2D[];
}

function landmarkBasis(decoder: MorphableDecoder, landmarks: readonly number[]): LandmarkBasis {
  const { head, space, jaw, sizes } = decoder;
  const { mediapipe468, ibug68 } = head.embeddings;
  const all = {
    vertices: Uint32Array.of(...mediapipe468.vertices, ...ibug68.vertices),
    barycentric: Float64Array.of(...mediapipe468.barycentric, ...ibug68.barycentric),
  };
  const points = embeddedShapePoints(space, all);
  const rest = pointPositions(points, head.template);
  const rows = [
    ...Array.from({ length: space.count }, (_, k) => ({ column: k, factor: 1 })),
    { column: expressionStart(space) + jaw.expression, factor: 1 / jaw.openAngle },
  ];
  if (rows.length !== sizes.shape + sizes.expression + 1) throw new Error('codes must be the shape space and the jaw');
  return {
    rest: [0, 1, 2].map((axis) => tf.tensor2d([landmarks.map((l) => rest[3 * l + axis])])),
    axes: [0, 1, 2].map((axis) =>
      tf.tensor2d(
        rows.map(({ column, factor }) =>
          landmarks.map((l) => factor * points.basis[(3 * l + axis) * space.count + column]),
        ),
      ),
    ),
  };
}

/** @returns [B, 2 P], x and y of each point in turn */
function projectPoints(
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

/** Differences between the points of each opening [2 P, 2 N]. */
function openingMatrix(landmarks: readonly number[]): tf.Tensor2D {
  const count = landmarks.length;
  const out = Array.from({ length: 2 * count }, () => new Array<number>(2 * OPENINGS.length).fill(0));
  OPENINGS.forEach(([a, b], n) => {
    for (const axis of [0, 1]) {
      out[axis * count + landmarks.indexOf(468 + a)][2 * n + axis] = 1;
      out[axis * count + landmarks.indexOf(468 + b)][2 * n + axis] = -1;
    }
  });
  return tf.tensor2d(out);
}

/** Each row's partner: 1 0 3 2 .. */
function swapPairs(rows: tf.Tensor2D): tf.Tensor2D {
  const [count, width] = rows.shape;
  return tf.reshape(tf.reverse(tf.reshape(rows, [count / 2, 2, width]) as tf.Tensor3D, 1), [count, width]);
}

/** Shaded colours of skin points spread over the face, under the template's normals: albedo code and light at once. */
function shadingBasis({ head }: MorphableDecoder): (codes: SplitCodes) => tf.Tensor {
  const { normals } = vertexNormals(head.template, head.triangles);
  const uvOf = vertexUvs(head.uvQuads, head.quads, head.vertexCount);
  const vertices = regionVertices(head, 'face').filter((_, i) => i % PHOTOMETRIC_STEP === 0);
  const { size, mean, modeSize, modes, modeCount } = head.albedo;
  const texel = (v: number, side: number): number => {
    const x = Math.min(side - 1, Math.floor(head.uvs[2 * uvOf[v]] * side));
    const y = Math.min(side - 1, Math.floor(head.uvs[2 * uvOf[v] + 1] * side));
    return 3 * (y * side + x);
  };
  const basis = tf.tensor2d(
    Array.from({ length: SH_BANDS }, (_, b) =>
      vertices.map(
        (v) => shBasis(normals[3 * v], normals[3 * v + 1], normals[3 * v + 2], new Float64Array(SH_BANDS))[b],
      ),
    ),
  );
  const channels = [0, 1, 2].map((c) => ({
    rest: tf.tensor2d([vertices.map((v) => mean[texel(v, size) + c])]),
    modes: tf.tensor2d(
      Array.from({ length: modeCount }, (_, k) =>
        vertices.map((v) => modes[3 * k * modeSize ** 2 + texel(v, modeSize) + c]),
      ),
    ),
  }));
  return ({ albedo, light }) => {
    const bands = tf.reshape(light, [-1, SH_BANDS, 3]);
    return tf.concat(
      channels.map(({ rest, modes: columns }, c) => {
        const ofChannel = tf.reshape(tf.slice(bands, [0, 0, c], [-1, -1, 1]), [-1, SH_BANDS]);
        return tf.mul(tf.add(constantProduct(albedo, columns), rest), constantProduct(ofChannel as tf.Tensor2D, basis));
      }),
      1,
    );
  };
}

/** A texture coordinate of each vertex. */
function vertexUvs(uvQuads: ArrayLike<number>, quads: ArrayLike<number>, vertexCount: number): Uint32Array {
  const out = new Uint32Array(vertexCount);
  for (let i = 0; i < quads.length; i++) out[quads[i]] = uvQuads[i];
  return out;
}
