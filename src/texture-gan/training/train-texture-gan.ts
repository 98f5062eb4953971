import { type CurveRecord, saveCheckpoint } from '../../deca/training/run/checkpoint.ts';
import { type StepRule, takeStep } from '../../deca/training/run/take-step.ts';
import { type KeptRun, requireFiniteLoss, resumeRun, startRunClock } from '../../deca/training/run/training-run.ts';
import {
  assignVariables,
  createVariables,
  initialState,
  splitVector,
  type TrainingState,
} from '../../deca/training/run/training-state.ts';
import { tf } from '../../deca/training/tfjs-backend.ts';
import { AsmFitError } from '../../errors.ts';
import { randomStream } from '../../geometry/random.ts';
import { adam } from '../../optimizers/adam.ts';
import { cosineSchedule } from '../../optimizers/schedules.ts';
import { CROP, CROP_PLANES } from '../data/chart-crops.ts';
import type { CropPool } from '../data/crop-pool.ts';
import { DISCRIMINATOR, spectralDirections } from '../network/discriminator.ts';
import { GENERATOR } from '../network/generator.ts';
import { initialLayers, layerShapes } from '../network/layers.ts';
import type { TextureGanOptions } from './gan-options.ts';
import { type GanState, joinStates, partState, towards } from './gan-state.ts';
import { criticLoss, makerLoss } from './gan-step.ts';
import { heldOutMeasures } from './held-out.ts';

/** What goes on beside training. */
export interface GanWatch {
  readonly checkpoint: KeptRun;
  onRecord(record: CurveRecord, left: number): void;
  onResume(steps: number): void;
}

/** What both networks learn from, and what they are measured on. */
export interface GanCrops {
  readonly pool: CropPool;
  /** Crops of skins that were kept apart [n, 64, 64, 20]. */
  readonly heldOut: Float32Array;
}

export interface TrainedGan {
  /** Weights [3, 3, C, O] and bias [O] of each of the generator's layers in turn: their means over the last steps. */
  readonly tensors: readonly Float32Array[];
  readonly curve: readonly CurveRecord[];
}

/** Steps between measures. */
const RECORD_STEPS = 20;
const GENERATOR_STREAM = 21;
const DISCRIMINATOR_STREAM = 22;
const ADAM = { decayRate1: 0.5, decayRate2: 0.99, epsilon: 1e-8 };
const MAX_NORM = 5;
/** Of Adam. */
const MOMENTS = 2;
/** Share of the steps over which the generator's weights are averaged. */
const AVERAGED = 0.1;

/**
 * Trains generator and discriminator in turns. The same seed on the same skins gives the same weights, also where the
 * run was broken off and went on: crops follow from the step, singular vectors from the weights.
 *
 * Both networks circle about where they would meet, so the running mean of the generator's weights is what counts
 * (Yazici et al. 2019, "The unusual effectiveness of averaging in GAN training"):
 *   mean += (weights - mean) / min(t, max(1, a T)) after step t of T, a = 0.1.
 */
export async function trainTextureGan(
  { pool, heldOut }: GanCrops,
  options: TextureGanOptions,
  watch: GanWatch,
): Promise<TrainedGan> {
  const shapes = [layerShapes(GENERATOR), layerShapes(DISCRIMINATOR)] as const;
  const rule: StepRule = {
    optimizer: adam(ADAM),
    learningRate: options.learningRate,
    schedule: cosineSchedule({ warmUp: 0.02, floor: 0.1 }),
    steps: options.steps,
    maxNorm: MAX_NORM,
  };
  const kept = resumeRun(watch.checkpoint, watch.onResume);
  if (kept !== null) requireMean(kept.state, watch.checkpoint.path);
  let { maker, critic, mean } = kept === null ? firstState(options, rule) : partState(kept.state, shapes[0]);
  const generator = createVariables(shapes[0], maker.parameters);
  const discriminator = createVariables(shapes[1], critic.parameters);
  const averaged = createVariables(shapes[0], mean);
  const tensors = { generator, discriminator };
  let directions = spectralDirections(critic.parameters);
  const curve = [...(kept?.progress.curve ?? [])];
  let sum = kept?.progress.epochLoss ?? 0;
  const first = maker.optimizer.count;
  const clock = startRunClock(kept, { first, steps: options.steps });
  for (let step = first; step < options.steps; step++) {
    const values = await pool.batch(step, options.batch);
    const crops = tf.tensor4d(values, [options.batch, CROP, CROP, CROP_PLANES]);
    if (options.adversary) {
      const judged = await takeStep(discriminator, critic, rule, () => criticLoss(tensors, directions, crops));
      critic = judged.state;
      directions = spectralDirections(critic.parameters);
    }
    const heard = options.adversary && step >= options.warmUp ? directions : null;
    const taken = await takeStep(generator, maker, rule, () => makerLoss(tensors, heard, crops, options.weights));
    crops.dispose();
    requireFiniteLoss(taken.loss, step, 'lower --learning-rate');
    maker = taken.state;
    sum += taken.loss;
    const done = step + 1;
    mean = towards(mean, maker.parameters, Math.max(1, Math.min(done, AVERAGED * options.steps)));
    if (done % RECORD_STEPS === 0 || done === options.steps) {
      assignVariables(averaged, mean);
      const measures = await heldOutMeasures(averaged, heldOut);
      const record = {
        epoch: Math.ceil(done / RECORD_STEPS),
        step: done,
        seconds: clock.seconds(),
        trainLoss: sum / (((done - 1) % RECORD_STEPS) + 1),
        heldOutLoss: measures.l1,
        heldOut: measures,
      };
      sum = 0;
      curve.push(record);
      watch.onRecord(record, clock.left(done));
    }
    await new Promise((resolve) => setImmediate(resolve));
    if (done % watch.checkpoint.every === 0)
      saveCheckpoint(watch.checkpoint, {
        state: joinStates({ maker, critic, mean }),
        progress: { seconds: clock.seconds(), epochLoss: sum, curve },
      });
  }
  tf.dispose([...generator, ...discriminator, ...averaged]);
  return { tensors: splitVector(shapes[0], mean), curve };
}

/** @throws {AsmFitError} input: a checkpoint of before generators were averaged */
function requireMean({ optimizer: { moments } }: TrainingState, path: string): void {
  const wanted = MOMENTS + 1;
  if (moments.length !== wanted)
    throw new AsmFitError(
      'input',
      `${path}: must hold ${wanted} vectors beside the weights, the last the generator's running mean; received ${moments.length}, as earlier versions wrote`,
      'delete it, and train without --resume',
    );
}

function firstState({ seed }: TextureGanOptions, { optimizer }: StepRule): GanState {
  const maker = initialState(initialLayers(GENERATOR, randomStream(seed, GENERATOR_STREAM)), optimizer);
  const critic = initialState(initialLayers(DISCRIMINATOR, randomStream(seed, DISCRIMINATOR_STREAM)), optimizer);
  return { maker, critic, mean: maker.parameters };
}
