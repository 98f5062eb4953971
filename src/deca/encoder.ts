import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { channelPlanes, cropBox, type FaceBox, type Pyramid } from '../capture/detection/crop.ts';
import { boxOfLandmarks } from '../capture/detection/locate-face.ts';
import { AsmFitError } from '../errors.ts';
import { dataFolder } from '../files/package-files.ts';
import { openNetwork } from '../onnx/open-network.ts';
import { unpackCodes } from './codes.ts';
import type { MorphableDecoder } from './decode/morphable-decoder.ts';
import { type CropCodes, codesInBox, fuseCrops } from './fuse-codes.ts';
import type { MirrorCodes } from './mirror-codes.ts';
import { ENCODER_INPUT } from './network/feature-graph.ts';

/** Looks at a crop of a photograph and says what it shows. */
export interface Encoder {
  /** @param crop RGB planes [3, 224, 224] in 0..1 */
  encode(crop: Float32Array): Promise<CropCodes>;
  /** Gives back what its network takes. */
  close(): Promise<void>;
}

/** Where the encoder that ships lies. */
function encoderPath(): string {
  return join(dataFolder(), 'deca', 'encoder.onnx');
}

/**
 * @throws {AsmFitError} input: the file is missing, damaged, or made for another head.
 */
export async function loadEncoder(decoder: MorphableDecoder, path = encoderPath()): Promise<Encoder> {
  const bytes = readChecked(path);
  // The last level saves a tenth of a run and costs as long as ten.
  const network = await openNetwork(bytes, { optimization: 'extended', arena: 'kept' });
  return {
    async encode(crop) {
      const { codes, log_variance: logVariance } = await network.run({
        image: { data: crop, dims: [1, 3, ENCODER_INPUT, ENCODER_INPUT] },
      });
      return { codes: unpackCodes(codes, decoder.sizes), logVariance: logVariance[0] };
    },
    close: network.close,
  };
}

/** A network whose checksum stands beside it. */
function readChecked(path: string): Uint8Array {
  const sumPath = `${path}.sha256`;
  for (const file of [path, sumPath])
    if (!existsSync(file))
      throw new AsmFitError(
        'input',
        `${file}: the encoder must exist; received nothing`,
        'reinstall asm-fit, or train one with asm-fit train encoder',
      );
  const bytes = readFileSync(path);
  const wanted = readFileSync(sumPath, 'utf8').trim().split(/\s/)[0];
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== wanted)
    throw new AsmFitError('input', `${path}: must have sha256 ${wanted}; received ${sum}`, 'reinstall asm-fit');
  return bytes;
}

/** How a crop differs from the face's box: radians, sizes of the box, and whether it is mirrored. */
const CROPS = [
  { roll: 0, size: 1, mirrored: false },
  { roll: 0, size: 1, mirrored: true },
  { roll: 0.12, size: 0.92, mirrored: false },
  { roll: -0.12, size: 1.08, mirrored: true },
] as const;

/** The box that crops are cut by, from the detected landmarks. @param points [468, 2] pixels */
export function faceBox(points: ArrayLike<number>): FaceBox {
  const flat = new Float64Array((3 * points.length) / 2);
  for (let l = 0; l < points.length / 2; l++) flat.set([points[2 * l], points[2 * l + 1]], 3 * l);
  return boxOfLandmarks(flat);
}

/**
 * Codes of the face in a box of a photograph, fused over several crops and their mirror images.
 * @param pyramid of the photograph as its bytes are, in 0..1
 */
export async function encodeFace(
  encoder: Encoder,
  mirror: MirrorCodes,
  pyramid: Pyramid,
  box: FaceBox,
): Promise<CropCodes> {
  const found: CropCodes[] = [];
  for (const { roll, size, mirrored } of CROPS) {
    const jittered = { ...box, roll: box.roll + roll, size: box.size * size };
    const { codes, logVariance } = await encoder.encode(
      channelPlanes(cropBox(pyramid, { box: jittered, size: ENCODER_INPUT, mirrored })),
    );
    found.push({ codes: codesInBox(mirrored ? mirror(codes) : codes, jittered, box), logVariance });
  }
  return fuseCrops(found);
}
