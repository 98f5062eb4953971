import { tf } from '../../deca/training/tfjs-backend.ts';
import { convolveByConstant } from '../network/convolution.ts';
import { judge } from '../network/discriminator.ts';
import { generate } from '../network/generator.ts';
import type { SingularVectors } from '../network/spectral-norm.ts';
import { discriminatorLoss, generatorLoss, judgedPlanes, splitCrops } from './gan-losses.ts';
import type { GeneratorWeights } from './gan-options.ts';

/** Both networks' tensors: weights and bias of each layer in turn. */
export interface GanTensors {
  readonly generator: readonly tf.Tensor[];
  readonly discriminator: readonly tf.Tensor[];
}

/** What the discriminator minimises. @param directions of its weights @param crops [N, 64, 64, 20] */
export function criticLoss(
  { generator, discriminator }: GanTensors,
  directions: readonly SingularVectors[],
  crops: tf.Tensor4D,
): tf.Scalar {
  const batch = splitCrops(crops);
  const made = tf.tidy(() => generate(generator, batch.texels));
  const scores = (change: tf.Tensor4D): tf.Tensor => judge(discriminator, directions, judgedPlanes(batch, change));
  return discriminatorLoss(scores(batch.target), scores(made));
}

/** What the generator minimises. @param directions of the discriminator's weights; null: nobody judges */
export function makerLoss(
  { generator, discriminator }: GanTensors,
  directions: readonly SingularVectors[] | null,
  crops: tf.Tensor4D,
  weights: GeneratorWeights,
): tf.Scalar {
  const batch = splitCrops(crops);
  const change = generate(generator, batch.texels);
  const scores =
    directions === null
      ? null
      : judge(discriminator, directions, judgedPlanes(batch, change), () => convolveByConstant);
  return generatorLoss(batch, change, scores, weights);
}
