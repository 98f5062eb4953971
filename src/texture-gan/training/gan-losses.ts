import { tf } from '../../deca/training/tfjs-backend.ts';
import { DETAIL_SCALE, PLANE_COUNT, PLANES } from '../../render/texture/completion/completion-planes.ts';
import { detailAlone } from '../network/convolution.ts';
import type { GeneratorWeights } from './gan-options.ts';

/** A batch of crops, taken apart. */
export interface CropTensors {
  /** What the generator reads [N, H, W, 16]. */
  readonly texels: tf.Tensor4D;
  /** Detail of log(truth) - log(filling) [N, H, W, 3]. */
  readonly target: tf.Tensor4D;
  /** How much each texel counts [N, H, W, 1]. */
  readonly missing: tf.Tensor4D;
}

/** @param crops [N, H, W, 20] */
export function splitCrops(crops: tf.Tensor4D): CropTensors {
  const planes = (from: number, count: number): tf.Tensor4D =>
    tf.slice(crops, [0, 0, 0, from], [crops.shape[0], crops.shape[1], crops.shape[2], count]);
  return {
    texels: planes(0, PLANE_COUNT),
    target: detailAlone(planes(PLANE_COUNT, 3)),
    missing: planes(PLANE_COUNT + 3, 1),
  };
}

function planesOf(texels: tf.Tensor4D, from: number, count: number): tf.Tensor4D {
  const [n, h, w] = texels.shape;
  return tf.slice(texels, [0, 0, 0, from], [n, h, w, count]);
}

/** What the discriminator looks at: the detail of the texture with that change to what was filled, share, amplitude. */
export function judgedPlanes({ texels, missing }: CropTensors, change: tf.Tensor4D): tf.Tensor4D {
  const detail = planesOf(texels, PLANES.detail, 3);
  const completed = tf.add(detail, tf.mul(tf.mul(missing, change), DETAIL_SCALE)) as tf.Tensor4D;
  return tf.concat([completed, planesOf(texels, PLANES.share, 1), planesOf(texels, PLANES.amplitude, 1)], 3);
}

/** sum of w |change - target| over 3 sum of w */
export function reconstructionLoss({ target, missing }: CropTensors, change: tf.Tensor4D): tf.Scalar {
  const error = tf.mul(missing, tf.abs(tf.sub(change, target)));
  return tf.div(tf.sum(error), tf.add(tf.mul(tf.sum(missing), 3), 1)) as tf.Scalar;
}

const CELL = 4;

/**
 * Where the opposite side was seen and this one was not, the completed detail's means over 4 x 4 texels are to be the
 * opposite's: the mean of |detail + change - mirrored detail| there.
 */
export function symmetryLoss({ texels, missing }: CropTensors, change: tf.Tensor4D): tf.Scalar {
  const weight = tf.mul(missing, planesOf(texels, PLANES.mirroredShare, 1)) as tf.Tensor4D;
  const own = tf.add(change, tf.div(planesOf(texels, PLANES.detail, 3), DETAIL_SCALE));
  const opposite = tf.div(planesOf(texels, PLANES.mirroredDetail, 3), DETAIL_SCALE);
  const apart = tf.avgPool(tf.mul(weight, tf.sub(own, opposite)) as tf.Tensor4D, CELL, CELL, 'valid');
  const cells = tf.avgPool(weight, CELL, CELL, 'valid');
  return tf.div(tf.sum(tf.abs(apart)), tf.add(tf.mul(tf.sum(cells), 3), 1)) as tf.Scalar;
}

/** Hinge loss of the discriminator: E max(0, 1 - D(real)) + E max(0, 1 + D(made)). */
export function discriminatorLoss(real: tf.Tensor, made: tf.Tensor): tf.Scalar {
  return tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, made)))) as tf.Scalar;
}

/** @param scores of what the generator made; null: nobody judges */
export function generatorLoss(
  crops: CropTensors,
  change: tf.Tensor4D,
  scores: tf.Tensor | null,
  weights: GeneratorWeights,
): tf.Scalar {
  const known = tf.add(
    tf.mul(reconstructionLoss(crops, change), weights.reconstruction),
    tf.mul(symmetryLoss(crops, change), weights.symmetry),
  );
  return (scores === null ? known : tf.sub(known, tf.mul(tf.mean(scores), weights.adversarial))) as tf.Scalar;
}
