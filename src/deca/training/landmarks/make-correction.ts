import type { HeadModel } from '../../../head/head-model.ts';
import { correctionOnnx } from '../../network/correction-graph.ts';
import { LOCAL_LANDMARKS, openInputBasis, rowsOfShards } from '../encoder-basis.ts';
import { startLapClock } from '../run/lap-clock.ts';
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
  const lap = startLapClock();
  const shards = await renderTrainingSet(set, (done, of) => say(`rendered ${done} of ${of} files of crops`));
  const rendering = lap();
  const basis = await openInputBasis(head, LOCAL_LANDMARKS);
  const landmarks = Array.from({ length: LANDMARKS }, (_, l) => l);
  const rows = await rowsOfShards({ ...basis, loss: { landmarks } }, shards, set.processes, say);
  const features = lap();
  const { template } = basis;
  const samples = landmarkSamples(rows, template);
  const correction = await regressCorrection(samples, heldOut);
  return {
    onnx: correctionOnnx({ ...correction, template, local: rows.local }),
    heldOut: correctionErrors(samples, correction, heldOut),
    backend,
    crops: rows.count,
    seconds: { rendering, features, regression: lap() },
  };
}
