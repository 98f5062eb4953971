import { loadGraph } from '../../capture/detection/mediapipe-graphs.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { MorphableDecoder } from '../decode/morphable-decoder.ts';
import { encoderOnnx } from '../network/encoder-graph.ts';
import type { DenseLayer } from '../network/encoder-weights.ts';
import {
  type ExpressionRecord,
  expressionErrors,
  lidCodes,
  regressExpression,
} from './closed-form/expression-regression.ts';
import { calibrateShape } from './closed-form/shape-calibration.ts';
import { calibrationRows, regressShape, type ShapeSamples } from './closed-form/shape-regression.ts';
import type { CalibrationRecord } from './closed-form/weighted-ridge.ts';
import { LOCAL_LANDMARKS, openEncoderBasis, rowsOfShards } from './encoder-basis.ts';
import { shapeMetric } from './losses/shape-metric.ts';
import type { CurveRecord } from './run/checkpoint.ts';
import { startLapClock } from './run/lap-clock.ts';
import { inWords } from './run/time-left.ts';
import type { KeptRunWish } from './run/training-run.ts';
import { personWeights } from './scenes/sample-person.ts';
import { startTfjs } from './tfjs-backend.ts';
import { type TrainingWatch, trainEncoder } from './train-encoder.ts';
import type { TrainEncoderOptions } from './train-encoder-options.ts';
import type { BackendName } from './training-packages.ts';
import { renderTrainingSet, type TrainingSetOptions } from './training-set.ts';

export interface MadeEncoder {
  /** encoder.onnx */
  readonly onnx: Uint8Array;
  readonly curve: readonly CurveRecord[];
  /** Of the shape's closed form, on people who were not trained on. */
  readonly shape: CalibrationRecord;
  /** Of the expression's, on the same. */
  readonly expression: ExpressionRecord;
  readonly backend: string;
  readonly crops: number;
  readonly seconds: { readonly rendering: number; readonly features: number; readonly training: number };
}

/** What is rendered, how it is learnt, and where a broken run left off. */
export interface EncoderPlan {
  readonly set: TrainingSetOptions;
  readonly options: TrainEncoderOptions;
  readonly checkpoint: KeptRunWish;
  readonly backend: BackendName;
}

/** Renders the crops, runs the frozen features over them, trains what lies behind, writes it all as one ONNX file. */
export async function makeEncoder(
  head: HeadModel,
  { set, options, checkpoint, backend: wished }: EncoderPlan,
  say: (line: string) => void,
): Promise<MadeEncoder> {
  const backend = await startTfjs(wished);
  const lap = startLapClock();
  const shards = await renderTrainingSet(set, (done, of) => say(`rendered ${done} of ${of} files of crops`));
  const rendering = lap();
  const basis = await openEncoderBasis(head, LOCAL_LANDMARKS);
  const rows = await rowsOfShards(basis, shards, set.processes, say);
  const features = lap();
  const watch: TrainingWatch = {
    checkpoint: { ...checkpoint, settings: { ...options, ...set, folder: undefined, processes: undefined } },
    onResume: (steps) => say(`goes on after ${steps} steps from ${checkpoint.path}`),
    onEpoch: ({ epoch, trainLoss, heldOut }, left) => {
      const terms = Object.entries(heldOut).map(([name, value]) => `${name} ${value.toFixed(3)}`);
      say(`epoch ${epoch}: loss ${trainLoss.toFixed(3)}; held out: ${terms.join(', ')}; ${inWords(left)} left`);
    },
  };
  const { sizes, loss, template } = basis;
  const { layers, statistics, curve } = await trainEncoder(rows, { sizes, loss }, options, watch);
  const samples = { rows, statistics, shapeCount: sizes.shape, heldOut: options.heldOut };
  const first = await regressShape(samples);
  const { layer: shape, record } = await calibratedShape(basis.decoder, samples, first, options.heldOut);
  const expression = await regressExpression(samples, sizes);
  const weights = { sizes, template, local: rows.local, ...statistics, shape, expression, layers };
  return {
    onnx: encoderOnnx(loadGraph('attentionMesh'), weights),
    curve,
    shape: record,
    expression: await expressionErrors(samples, sizes, expression, lidCodes(head)),
    backend,
    crops: rows.count,
    seconds: { rendering, features, training: lap() },
  };
}

/** A first map's answers, mended on the last crops. */
export async function calibratedShape(
  decoder: MorphableDecoder,
  samples: Omit<ShapeSamples, 'heldOut'>,
  first: DenseLayer,
  count: number,
): Promise<{ layer: DenseLayer; record: CalibrationRecord }> {
  const { answers, shapes } = await calibrationRows(samples, first, count);
  const weights = personWeights(decoder.head, shapes, count);
  return calibrateShape(first, { count, answers, shapes, weights, root: shapeMetric(decoder).shape });
}
