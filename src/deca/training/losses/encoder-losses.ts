import type { MorphableDecoder } from '../../decode/morphable-decoder.ts';
import { ROTATION_UNIT } from '../../network/encoder-weights.ts';
import { tf } from '../tfjs-backend.ts';
import { constantProduct } from '../tfjs-product.ts';
import { correctedCamera, landmarkBasis, projectPoints } from './projected-landmarks.ts';
import { shadingBasis } from './shaded-skin.ts';
import { shapeMetric } from './shape-metric.ts';
import { type SplitCodes, splitCodes } from './split-codes.ts';

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
