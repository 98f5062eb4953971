import { readScalars, tf } from '../../deca/training/tfjs-backend.ts';
import { CROP, CROP_LENGTH, CROP_PLANES } from '../data/chart-crops.ts';
import { generate } from '../network/generator.ts';
import { reconstructionLoss, splitCrops } from './gan-losses.ts';

const BATCH = 4;

/**
 * On crops of skins that were kept apart: `l1`, the mean |log ratio| of what was missing; `finest`, the root mean square
 * of the completed texels' differences to their right neighbours over that of the true ones (1: as sharp as the truth).
 */
export async function heldOutMeasures(
  generator: readonly tf.Tensor[],
  crops: Float32Array,
): Promise<{ readonly l1: number; readonly finest: number }> {
  const count = crops.length / CROP_LENGTH;
  let [l1, made, truth] = [0, 0, 0];
  for (let from = 0; from < count; from += BATCH) {
    const n = Math.min(BATCH, count - from);
    const [loss, ofChange, ofTarget] = await readScalars(() => {
      const values = crops.subarray(from * CROP_LENGTH, (from + n) * CROP_LENGTH);
      const batch = splitCrops(tf.tensor4d(values, [n, CROP, CROP, CROP_PLANES]));
      const change = generate(generator, batch.texels);
      const detail = tf.div(tf.slice(batch.texels, [0, 0, 0, 0], [n, CROP, CROP, 3]), 4) as tf.Tensor4D;
      const energy = (of: tf.Tensor4D): tf.Scalar => {
        const whole = tf.add(detail, of) as tf.Tensor4D;
        const [h, w] = [CROP, CROP - 1];
        const apart = tf.sub(tf.slice(whole, [0, 0, 1, 0], [n, h, w, 3]), tf.slice(whole, [0, 0, 0, 0], [n, h, w, 3]));
        const weight = tf.slice(batch.missing, [0, 0, 1, 0], [n, h, w, 1]);
        return tf.sum(tf.mul(weight, tf.square(apart))) as tf.Scalar;
      };
      return [reconstructionLoss(batch, change), energy(change), energy(batch.target)];
    });
    l1 += (n * loss) / count;
    made += ofChange;
    truth += ofTarget;
  }
  return { l1, finest: Math.sqrt(made / Math.max(1e-12, truth)) };
}
