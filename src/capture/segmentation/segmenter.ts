import { join } from 'node:path';
import { dataFolder } from '../../files/package-files.ts';
import { openShippedNetwork } from '../../onnx/shipped-network.ts';
import { CLASS_COUNT } from './classes.ts';

/** Side of the picture that the network looks at. */
export const NETWORK_SIDE = 256;

/** What data/segmentation/selfie-multiclass.onnx hashes to (scripts/segmentation/convert-network.ts writes it). */
export const NETWORK_SHA256 = '89ad27f245b156255d6711b36118e75d4da9db7f73b1708962b7c6e6dc4e99a7';

/** MediaPipe's selfie_multiclass_256x256. */
export interface Segmenter {
  /**
   * @param pixels [S, S, 3] sRGB in 0..1, S = {@link NETWORK_SIDE}
   * @returns the classes' probabilities [S, S, C]
   */
  classify(pixels: Float32Array): Promise<Float32Array>;
}

export function segmentationNetworkPath(): string {
  return join(dataFolder(), 'segmentation', 'selfie-multiclass.onnx');
}

/** @throws {AsmFitError} input: the file is missing or not the one that ships */
export async function loadSegmenter(): Promise<Segmenter> {
  // Without its arena the network takes three times as long.
  const network = await openShippedNetwork(
    {
      path: segmentationNetworkPath(),
      sha256: NETWORK_SHA256,
      hint: 'reinstall asm-fit, or fit with --no-segmentation',
    },
    { optimization: 'all', arena: 'kept' },
  );
  return {
    async classify(pixels) {
      const dims = [1, NETWORK_SIDE, NETWORK_SIDE, 3];
      const { output_0: logits } = await network.run({ input: { data: pixels, dims } });
      return softmax(logits);
    },
  };
}

/** @param logits [N, C] overwritten */
function softmax(logits: Float32Array): Float32Array {
  for (let i = 0; i < logits.length; i += CLASS_COUNT) {
    let most = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < CLASS_COUNT; c++) most = Math.max(most, logits[i + c]);
    let sum = 0;
    for (let c = 0; c < CLASS_COUNT; c++) {
      logits[i + c] = Math.exp(logits[i + c] - most);
      sum += logits[i + c];
    }
    for (let c = 0; c < CLASS_COUNT; c++) logits[i + c] /= sum;
  }
  return logits;
}
