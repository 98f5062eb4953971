import { unpackCodes } from '../../../src/deca/codes.ts';
import { decodeNeutral, moveFace } from '../../../src/deca/decode/morphable-decoder.ts';
import { encoderInputs } from '../../../src/deca/network/encoder-inputs.ts';
import type { EncoderBasis } from '../../../src/deca/training/encoder-basis.ts';
import { readBatch } from '../../../src/deca/training/encoder-batch.ts';
import { forward } from '../../../src/deca/training/encoder-network.ts';
import type { EncoderRows } from '../../../src/deca/training/encoder-rows.ts';
import { tf } from '../../../src/deca/training/tfjs-backend.ts';
import type { TrainedEncoder } from '../../../src/deca/training/train-encoder.ts';
import { markedHead } from '../../../src/evaluation/marked-head.ts';
import { measureMesh } from '../../../src/evaluation/scan-error.ts';
import { SCAN_PROTOCOLS } from '../../../src/evaluation/scan-protocols.ts';
import type { Kernels } from '../../../src/kernels/kernel.ts';
import type { CaptureWithTruth } from '../true-captures.ts';
import type { TestPictures } from './test-pictures.ts';

/** What a network says of pictures whose codes are known. */
export interface RenderErrors {
  /** Root mean square distance of the shape, mm. */
  readonly shapeMm: number;
  readonly expressionMm: number;
  /** Root mean square distance of landmarks, per cent of half the crop. */
  readonly landmarkPercent: number;
}

/** Errors on rendered pictures. */
export function errorsOnRenders(
  basis: EncoderBasis,
  local: EncoderRows['local'],
  trained: TrainedEncoder,
  pictures: TestPictures,
): RenderErrors {
  return tf.tidy(() => {
    const { outputs, batch } = answer(basis, local, trained, pictures);
    const { terms } = basis.loss.evaluate(outputs, batch);
    const root = (term: tf.Scalar): number => Math.sqrt(term.dataSync()[0]);
    return {
      shapeMm: root(terms.shape),
      expressionMm: root(terms.expression),
      landmarkPercent: root(terms.landmark),
    };
  });
}

/** Mean distance by protocol now from the scan to the network's face, mean over the pictures, mm. */
export function errorOnScan(
  basis: EncoderBasis,
  local: EncoderRows['local'],
  trained: TrainedEncoder,
  { pictures, capture, kernels }: { pictures: TestPictures; capture: CaptureWithTruth; kernels: Kernels },
): number {
  const { decoder } = basis;
  const vectors = tf.tidy(() => answer(basis, local, trained, pictures).outputs.arraySync());
  const errors = vectors.map((vector) => {
    // The logarithm of the variance comes last.
    const codes = unpackCodes(vector.slice(0, -1), decoder.sizes);
    const positions = moveFace(decoder, decodeNeutral(decoder, codes.shape), codes);
    const mesh = markedHead(decoder.head, positions);
    return measureMesh(kernels, mesh, capture.scan, SCAN_PROTOCOLS.now).error.meanMm;
  });
  return errors.reduce((sum, mm) => sum + mm, 0) / errors.length;
}

function answer(
  { network, template, loss }: EncoderBasis,
  local: EncoderRows['local'],
  { layers, statistics }: TrainedEncoder,
  { features, codes, landmarks }: TestPictures,
) {
  const seen = features.map((row) => encoderInputs(network.groups, row, template, local));
  const inputCount = seen[0].inputs.length;
  const count = seen.length;
  const codeCount = layers[3].outputs - 1;
  const joined = (rows: readonly ArrayLike<number>[], width: number): Float32Array => {
    const all = new Float32Array(count * width);
    rows.forEach((row, i) => {
      all.set(row, i * width);
    });
    return all;
  };
  const rows: EncoderRows = {
    count,
    inputCount,
    codeCount,
    local,
    inputs: joined(
      seen.map(({ inputs }) => inputs),
      inputCount,
    ),
    base: joined(
      seen.map(({ headPose, camera }) => [...headPose, ...camera]),
      6,
    ),
    codes: joined(codes, codeCount),
    landmarks: joined(landmarks, 2 * loss.landmarks.length),
  };
  const order = features.map((_, i) => i);
  const { inputs, batch } = readBatch(rows, order, statistics);
  const variables = layers.flatMap(({ inputs: from, outputs, weights, bias }) => [
    tf.tensor2d(weights, [from, outputs]),
    tf.tensor1d(bias),
  ]);
  return { outputs: forward(variables, inputs), batch };
}
