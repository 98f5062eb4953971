import { join } from 'node:path';
import { dataFolder } from '../../files/package-files.ts';
import { openShippedNetwork } from '../../onnx/shipped-network.ts';
import { channelPlanes, cropBox, type Pyramid } from '../detection/crop.ts';
import { chipBox } from './chip-box.ts';
import { CHIP_SIDE, EMBEDDING_LENGTH } from './recognition-graph.ts';

/** What data/recognition/face-recognizer.onnx hashes to (scripts/recognition/convert-network.ts writes it). */
const NETWORK_SHA256 = 'cf97f261841fd50dda47e737ed5e8a0df9fab162c9ce84920fa766898028c176';

/** dlib's network, which was trained to say of whom a picture is. */
export interface FaceRecognizer {
  /**
   * The face's embedding e [128], the mean of the picture's and its mirror image's: faces of one person are near each other.
   * @param points [468, 2] the face's landmarks, pixels of the photograph
   */
  embed(pyramid: Pyramid, points: ArrayLike<number>): Promise<Float64Array>;
  /** Gives back what its network takes. */
  close(): Promise<void>;
}

export function recognizerPath(): string {
  return join(dataFolder(), 'recognition', 'face-recognizer.onnx');
}

/** @throws {AsmFitError} input: the file is missing or not the one that ships */
export async function loadFaceRecognizer(): Promise<FaceRecognizer> {
  const network = await openShippedNetwork(
    { path: recognizerPath(), sha256: NETWORK_SHA256, hint: 'reinstall asm-fit' },
    { optimization: 'all', arena: 'freed' },
  );
  return {
    async embed(pyramid, points) {
      const box = chipBox(points);
      const mean = new Float64Array(EMBEDDING_LENGTH);
      for (const mirrored of [false, true]) {
        const chip = channelPlanes(cropBox(pyramid, { box, size: CHIP_SIDE, mirrored }));
        const { embedding } = await network.run({ chip: { data: chip, dims: [1, 3, CHIP_SIDE, CHIP_SIDE] } });
        for (let k = 0; k < EMBEDDING_LENGTH; k++) mean[k] += embedding[k] / 2;
      }
      return mean;
    },
    close: network.close,
  };
}

/** |a - b|: below 0.6 dlib's author takes two faces for one person's. */
export function embeddingDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] - b[k]) ** 2;
  return Math.sqrt(sum);
}
