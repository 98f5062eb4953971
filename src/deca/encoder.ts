import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { channelPlanes, cropBox, type FaceBox, type Pyramid } from '../capture/detection/crop.ts';
import { boxOfLandmarks } from '../capture/detection/locate-face.ts';
import { type FaceRecognizer, loadFaceRecognizer } from '../capture/recognition/face-recognizer.ts';
import { EMBEDDING_LENGTH } from '../capture/recognition/recognition-graph.ts';
import { AsmFitError } from '../errors.ts';
import { dataFolder } from '../files/package-files.ts';
import { type NetworkOptions, openNetwork } from '../onnx/open-network.ts';
import { unpackCodes } from './codes.ts';
import type { MorphableDecoder } from './decode/morphable-decoder.ts';
import { type CropCodes, codesInBox, fuseCrops } from './fuse-codes.ts';
import type { MirrorCodes } from './mirror-codes.ts';
import { ENCODER_INPUT } from './network/feature-graph.ts';

/** Looks at a crop of a photograph and says what it shows. */
export interface Encoder {
  /** @param crop RGB planes [3, 224, 224] in 0..1 */
  encode(crop: Float32Array): Promise<CropCodes>;
  /** The recogniser's embedding [128], for {@link Encoder.identify}. @param points [468, 2] pixels */
  embed(pyramid: Pyramid, points: ArrayLike<number>): Promise<Float64Array>;
  /** Whose face it is: a shape from what crops of it say, and from its embedding. */
  identify(shape: Float64Array, embedding: Float64Array): Promise<Float64Array>;
  /** Gives back what its networks take. */
  close(): Promise<void>;
}

/** The last level of rewriting saves a tenth of a run and costs as long as ten. */
const OPENED: NetworkOptions = { optimization: 'extended', arena: 'kept' };

/** Where the encoder that ships lies. */
export function encoderPath(): string {
  return join(dataFolder(), 'deca', 'encoder.onnx');
}

/** Where the map to a person's shape lies that ships. */
function identityPath(): string {
  return join(dataFolder(), 'deca', 'identity.onnx');
}

/** Files of an encoder; those that ship where nothing is said. */
export interface EncoderFiles {
  readonly encoder: string;
  /** What `asm-fit train identity` made of the encoder's answers; null: shapes are the encoder's own. */
  readonly identity: string | null;
}

/**
 * @throws {AsmFitError} input: a file is missing, damaged, or made for another head.
 */
export async function loadEncoder(
  decoder: MorphableDecoder,
  files: EncoderFiles = { encoder: encoderPath(), identity: identityPath() },
): Promise<Encoder> {
  const network = await openNetwork(readChecked(files.encoder), OPENED);
  const identity = files.identity === null ? null : await openNetwork(readChecked(files.identity), OPENED);
  let recognizer: Promise<FaceRecognizer> | null = null;
  return {
    async encode(crop) {
      const { codes, log_variance: logVariance } = await network.run({
        image: { data: crop, dims: [1, 3, ENCODER_INPUT, ENCODER_INPUT] },
      });
      return { codes: unpackCodes(codes, decoder.sizes), logVariance: logVariance[0] };
    },
    async embed(pyramid, points) {
      recognizer ??= loadFaceRecognizer();
      return (await recognizer).embed(pyramid, points);
    },
    async identify(shape, embedding) {
      if (identity === null) return shape;
      const { person } = await identity.run({
        shape: { data: Float32Array.from(shape), dims: [1, shape.length] },
        embedding: { data: Float32Array.from(embedding), dims: [1, EMBEDDING_LENGTH] },
      });
      return Float64Array.from(person);
    },
    async close() {
      await Promise.all([network.close(), identity?.close(), recognizer?.then(({ close }) => close())]);
    },
  };
}

/** A network whose checksum stands beside it. */
function readChecked(path: string): Uint8Array {
  const sumPath = `${path}.sha256`;
  for (const file of [path, sumPath])
    if (!existsSync(file))
      throw new AsmFitError(
        'input',
        `${file}: the network must exist; received nothing`,
        'reinstall asm-fit, or train it with asm-fit train encoder or identity',
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
