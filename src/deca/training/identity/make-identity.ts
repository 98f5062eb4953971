import { Matrix } from 'ml-matrix';
import { EMBEDDING_LENGTH } from '../../../capture/recognition/recognition-graph.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import { createMorphableDecoder } from '../../decode/morphable-decoder.ts';
import type { DenseLayer } from '../../network/encoder-weights.ts';
import { identityOnnx } from '../../network/identity-graph.ts';
import {
  type AffineMap,
  type CalibrationRecord,
  measured,
  rowsBetween,
  weightedRidge,
} from '../closed-form/weighted-ridge.ts';
import { shapeMetric } from '../losses/shape-metric.ts';
import { startLapClock } from '../run/lap-clock.ts';
import { personWeights } from '../scenes/sample-person.ts';
import { renderTrainingSet, type TrainingSetOptions } from '../training-set.ts';
import { identityRows } from './identity-rows.ts';

/** Stronger than renders ask for (0.3): photographs differ from them in all that is told. From 1 to 3 real people come out alike. */
const RIDGE = 2;
/** Share of the people, the last, whose shapes are told by what the others taught. */
const APART = 1 / 6;

export interface MadeIdentity {
  /** identity.onnx */
  readonly onnx: Uint8Array;
  /** On people who did not take part. */
  readonly heldOut: CalibrationRecord;
  /** The same by the encoder alone: its errors. */
  readonly encoderErrorMm: number;
  readonly crops: number;
  readonly seconds: { readonly rendering: number; readonly answers: number; readonly regression: number };
}

/** Renders crops, asks the encoder and the recogniser about them, and finds what both say of people's shapes. */
export async function makeIdentity(
  head: HeadModel,
  set: TrainingSetOptions,
  say: (line: string) => void,
): Promise<MadeIdentity> {
  const lap = startLapClock();
  const shards = await renderTrainingSet(set, (done, of) => say(`rendered ${done} of ${of} files of crops`));
  const rendering = lap();
  const decoder = createMorphableDecoder(head);
  const { sizes } = decoder;
  const { count, answers, shapes } = await identityRows(shards, {
    sizes,
    processes: set.processes,
    onShard: (done, of) => say(`looked at ${done} of ${of} files`),
  });
  const looking = lap();
  const rows = {
    count,
    answers,
    shapes,
    weights: personWeights(head, shapes, count),
    root: shapeMetric(decoder).shape,
  };
  const apart = Math.round(count * APART);
  const [taught, told] = [rowsBetween(rows, 0, count - apart), rowsBetween(rows, count - apart, count)];
  const heldOut = measured(weightedRidge(taught, RIDGE), told, RIDGE);
  const map = weightedRidge(rows, RIDGE);
  return {
    onnx: identityOnnx(layerOf(map)),
    heldOut,
    encoderErrorMm: measured(encoderAlone(map, sizes.shape), told, RIDGE).errorMm,
    crops: count,
    seconds: { rendering, answers: looking, regression: lap() },
  };
}

/** What the encoder says, and nothing of the embedding. */
function encoderAlone({ mean }: AffineMap, shapeCount: number): AffineMap {
  const matrix = Matrix.zeros(shapeCount + EMBEDDING_LENGTH, shapeCount);
  for (let k = 0; k < shapeCount; k++) matrix.set(k, k, 1);
  return { matrix, offset: new Float64Array(shapeCount), mean };
}

function layerOf({ matrix, offset }: AffineMap): DenseLayer {
  const weights = Float32Array.from(matrix.to1DArray());
  return { inputs: matrix.rows, outputs: matrix.columns, weights, bias: Float32Array.from(offset) };
}
