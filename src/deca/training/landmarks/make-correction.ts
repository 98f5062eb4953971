import type { HeadModel } from '../../../head/head-model.ts';
import { codeLength } from '../../codes.ts';
import { correctionOnnx } from '../../network/correction-graph.ts';
import { LOCAL_LANDMARKS, openEncoderBasis } from '../encoder-basis.ts';
import { readEncoderRows } from '../encoder-rows.ts';
import { takeFeatures } from '../features/take-features.ts';
import { startTfjs } from '../tfjs-backend.ts';
import type { BackendName } from '../training-packages.ts';
import { renderTrainingSet, type TrainingSetOptions } from '../training-set.ts';
import { type CorrectionRecord, correctionErrors } from './correction-errors.ts';
import { LANDMARKS, landmarkSamples } from './landmark-samples.ts';
import { regressCorrection } from './regress-correction.ts';

export interface MadeCorrection {
  /** landmark-correction.onnx */
  readonly onnx: Uint8Array;
  readonly heldOut: CorrectionRecord;
  readonly backend: string;
  readonly crops: number;
  readonly seconds: { readonly rendering: number; readonly features: number; readonly regression: number };
}

/** What is rendered, and how many crops at the end are kept apart. */
export interface CorrectionPlan {
  readonly set: TrainingSetOptions;
  readonly heldOut: number;
  readonly backend: BackendName;
}

/** Renders crops, looks at them with the frozen features, and finds what moves the detector's points to their places. */
export async function makeCorrection(
  head: HeadModel,
  { set, heldOut, backend: wished }: CorrectionPlan,
  say: (line: string) => void,
): Promise<MadeCorrection> {
  const backend = await startTfjs(wished);
  let started = performance.now();
  const lap = (): number => {
    const seconds = (performance.now() - started) / 1000;
    started = performance.now();
    return seconds;
  };
  const shards = await renderTrainingSet(set, (done, of) => say(`rendered ${done} of ${of} files of crops`));
  const rendering = lap();
  const { network, localLandmarks, template, sizes } = await openEncoderBasis(head, LOCAL_LANDMARKS);
  const maker = await takeFeatures(
    shards,
    { network, localLandmarks, template },
    { processes: set.processes, onShard: (done, of) => say(`features of ${done} of ${of} files`) },
  );
  const landmarks = Array.from({ length: LANDMARKS }, (_, l) => l);
  const rows = await readEncoderRows(shards, maker, { codeCount: codeLength(sizes), landmarks });
  const features = lap();
  const samples = landmarkSamples(rows, template);
  const correction = await regressCorrection(samples, heldOut);
  return {
    onnx: correctionOnnx({ ...correction, template, local: maker.local }),
    heldOut: correctionErrors(samples, correction, heldOut),
    backend,
    crops: rows.count,
    seconds: { rendering, features, regression: lap() },
  };
}
