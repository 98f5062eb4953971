import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { channelPlanes, cropBox, type FaceBox, unitPyramid } from '../capture/detection/crop.ts';
import { loadFaceTopology } from '../capture/detection/face-topology.ts';
import { AsmFitError, messageOf } from '../errors.ts';
import { readInputFile } from '../files/input-file.ts';
import { readJson } from '../files/read-json.ts';
import type { ByteImage } from '../image/image.ts';
import { type Network, type NetworkTensor, openNetwork } from '../onnx/open-network.ts';
import { type CodeSizes, codeLength, type DecaCodes, unpackCodes } from './codes.ts';
import { decodeFlame, FLAME_EXPRESSION_START, seenLandmarks, trianglePoints } from './decode/flame-decoder.ts';
import { DECA_CONDITION_COUNT, DECA_DETAIL_COUNT } from './import/deca-networks.ts';
import type { FlameModel } from './import/read-flame.ts';
import type { FlameLandmarks } from './import/read-landmark-embedding.ts';

/** A user's own DECA: networks of `asm-fit import deca`, and FLAME. */
export interface ImportedDeca {
  readonly coarse: Network;
  readonly detailEncoder: Network;
  readonly detailGenerator: Network;
  readonly flame: FlameModel;
  /** Null where `landmark_embedding.npy` does not lie beside FLAME. */
  readonly landmarks: FlameLandmarks | null;
}

export interface ImportedFace {
  /** DECA's own; the camera's scale is per metre, its place in metres. */
  readonly codes: DecaCodes;
  readonly box: FaceBox;
  /** Posed vertices [V, 3] mm: the head's turn in the picture is part of them. */
  readonly positions: Float64Array;
  /** Without expression and pose [V, 3] mm. */
  readonly neutral: Float64Array;
  /** The 68 landmarks as the photograph shows them and on the head itself [68, 3] mm; null without an embedding. */
  readonly landmarks: { readonly seen: Float64Array; readonly full: Float64Array } | null;
  /** Relief in FLAME's UV [256, 256] mm. */
  readonly displacement: Float32Array;
}

const recordFile = z.object({ sha256: z.record(z.string(), z.string()) });

const SIDE = 224;
const SIZES: CodeSizes = { shape: 100, albedo: 50, expression: 50 };
const DIRECTIONS = FLAME_EXPRESSION_START + SIZES.expression;
const DISPLACEMENT_SIDE = 256;
/** DECA's crop of the 68 landmarks' box. */
const LANDMARK_FACTOR = 1.1;
const CROP_FACTOR = 1.25;
const MM_PER_METRE = 1000;
const MAX_NETWORK_BYTES = 2 ** 31;
const HINT = 'import DECA again';

/**
 * @param folder of `asm-fit import deca`
 * @throws {AsmFitError} input: a network is missing or changed, or FLAME has too few directions for DECA
 */
export async function loadImportedDeca(
  folder: string,
  flame: FlameModel,
  landmarks: FlameLandmarks | null,
): Promise<ImportedDeca> {
  const record = join(folder, 'deca.json');
  if (!existsSync(record))
    throw new AsmFitError(
      'input',
      `${folder}: must be a folder of asm-fit import deca; received one without deca.json`,
      'run asm-fit import deca deca_model.tar -o <folder>',
    );
  const read = recordFile.safeParse(readJson(record, { what: 'record', maxBytes: 2 ** 20, maxValues: 1000 }));
  if (!read.success) throw new AsmFitError('input', `${record}: must name sha256; received something else`, HINT);
  const { sha256 } = read.data;
  if (flame.shapeCount < DIRECTIONS || flame.jointCount !== 5)
    throw new AsmFitError(
      'input',
      `FLAME: DECA needs ${DIRECTIONS} shape and expression directions and 5 joints; received ${flame.shapeCount} and ${flame.jointCount}`,
      'pass generic_model.pkl of FLAME 2020',
    );
  const open = async (name: string): Promise<Network> => {
    const path = join(folder, name);
    const bytes = readInputFile(path, { what: 'network', maxBytes: MAX_NETWORK_BYTES });
    const sum = createHash('sha256').update(bytes).digest('hex');
    if (sum !== sha256[name])
      throw new AsmFitError(
        'input',
        `${path}: must have sha256 ${sha256[name] ?? 'in deca.json'}; received ${sum}`,
        HINT,
      );
    return openNetwork(bytes, { optimization: 'all', arena: 'kept' }).catch((error: unknown) => {
      throw new AsmFitError('input', `${path}: must be an ONNX network; received ${messageOf(error)}`, HINT, {
        cause: error,
      });
    });
  };
  return {
    coarse: await open('deca_coarse.onnx'),
    detailEncoder: await open('deca_detail_encoder.onnx'),
    detailGenerator: await open('deca_detail_generator.onnx'),
    flame,
    landmarks,
  };
}

/** DECA's crop: a level square about the 68 landmarks. @param points MediaPipe's landmarks [468, 2] px */
function decaBox(points: ArrayLike<number>): FaceBox {
  const { ibug68 } = loadFaceTopology();
  const range = (axis: number): [number, number] => {
    const values = Array.from(ibug68, (l) => points[2 * l + axis]);
    return [Math.min(...values), Math.max(...values)];
  };
  const [[left, right], [top, bottom]] = [range(0), range(1)];
  const size = Math.floor(((right - left + bottom - top) / 2) * LANDMARK_FACTOR * CROP_FACTOR);
  return { x: (left + right) / 2, y: (top + bottom) / 2, size, roll: 0 };
}

/** DECA's three networks and FLAME on one photograph. */
export async function reconstructImported(
  { coarse, detailEncoder, detailGenerator, flame, landmarks }: ImportedDeca,
  image: ByteImage,
  points: ArrayLike<number>,
): Promise<ImportedFace> {
  const box = decaBox(points);
  const planes = channelPlanes(cropBox(unitPyramid(image), { box, size: SIDE, mirrored: false }));
  const input = { image: { data: planes, dims: [1, 3, SIDE, SIDE] } };
  const params = await runImported(coarse, input, 'params', codeLength(SIZES));
  const detail = await runImported(detailEncoder, input, 'detail', DECA_DETAIL_COUNT);
  const codes = unpackCodes(params, SIZES);
  const condition = Float32Array.of(...codes.jawPose, ...codes.expression, ...detail);
  const cond = { data: condition, dims: [1, DECA_CONDITION_COUNT] };
  const relief = await runImported(detailGenerator, { cond }, 'displacement', DISPLACEMENT_SIDE ** 2);
  const decode = (expression: ArrayLike<number>, pose: ArrayLike<number>): Float64Array =>
    decodeFlame(flame, { shape: codes.shape, expression, pose }).map((x) => MM_PER_METRE * x);
  const pose = [...codes.headPose, 0, 0, 0, ...codes.jawPose, 0, 0, 0, 0, 0, 0];
  const positions = decode(codes.expression, pose);
  return {
    codes,
    box,
    positions,
    landmarks:
      landmarks === null
        ? null
        : {
            seen: seenLandmarks(flame, landmarks, positions, pose),
            full: trianglePoints(flame.triangles, landmarks.full, positions),
          },
    neutral: decode([], new Float64Array(15)),
    displacement: relief.map((x) => MM_PER_METRE * x),
  };
}

/** One output of an imported network. @throws {AsmFitError} input: it does not run, or gives something else */
async function runImported(
  network: Network,
  inputs: Readonly<Record<string, NetworkTensor>>,
  output: string,
  length: number,
): Promise<Float32Array> {
  const refuse = (received: string, cause?: unknown): never => {
    throw new AsmFitError('input', `DECA's networks: ${output} must be ${length} numbers; received ${received}`, HINT, {
      cause,
    });
  };
  const results = await network.run(inputs).catch((error: unknown) => refuse(messageOf(error), error));
  if (!Object.hasOwn(results, output)) return refuse(`only ${Object.keys(results).join(', ')}`);
  const data: unknown = results[output];
  if (!(data instanceof Float32Array) || data.length !== length) return refuse('others');
  return data.every(Number.isFinite) ? data : refuse('NaN or infinity');
}
