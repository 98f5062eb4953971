import type { Network } from '../../onnx/open-network.ts';
import type { FaceBox, Pyramid } from './crop.ts';
import { anchorOutputs, DETECTOR_INPUT, logistic } from './detect-faces.ts';

/** Sizes of the landmarks' box that crops take in: the face fills the first, and stands free in the last. */
const SIZES = [1.4, 2, 3] as const;
/** Radians that crops are turned by. */
const ROLLS = [0, 0.2] as const;

/**
 * How sure the face detector is of a face that has been found, when it looks at it again from near by: its score depends
 * less on where in its grid the face happens to lie, and on how large it is in the photograph, than that of the search.
 *   confidence = logistic(mean over crops c of max over anchors a of logit_ca)
 * @param box around the face's landmarks, as `boxOfLandmarks` gives it
 * @returns 0..1
 */
export async function faceConfidence(network: Network, pyramid: Pyramid, box: FaceBox): Promise<number> {
  let sum = 0;
  let count = 0;
  for (const size of SIZES)
    for (const roll of ROLLS)
      for (const mirrored of [false, true]) {
        const around = { ...box, size: size * box.size, roll: box.roll + roll };
        const { logits } = await anchorOutputs(network, pyramid, { box: around, size: DETECTOR_INPUT, mirrored });
        sum += logits.reduce((best, logit) => Math.max(best, logit), Number.NEGATIVE_INFINITY);
        count++;
      }
  return logistic(sum / count);
}
