import type { EncoderRows } from '../../../src/deca/training/encoder-rows.ts';
import type { RegularizationTerm } from '../../../src/deca/training/losses/regularization-terms.ts';
import { type EncoderTask, trainEncoder } from '../../../src/deca/training/train-encoder.ts';
import { TRAIN_ENCODER_DEFAULTS, type TrainEncoderOptions } from '../../../src/deca/training/train-encoder-options.ts';
import { AsmFitError } from '../../../src/errors.ts';
import { OPTIMIZER_NAMES, type OptimizerName } from '../../../src/optimizers/optimizer.ts';
import { processSeconds } from '../process-seconds.ts';

export interface EncoderPlan {
  readonly seeds: readonly number[];
  /** Looked through on the first seed, with and without regularisation. */
  readonly learningRates: Readonly<Record<OptimizerName, readonly number[]>>;
  readonly gridEpochs: number;
  readonly epochs: number;
  readonly regularization: readonly RegularizationTerm[];
  readonly network: Pick<TrainEncoderOptions, 'batch' | 'hidden' | 'heldOut'>;
}

/** What is known after an epoch. */
export interface EncoderPoint {
  readonly step: number;
  /** Of the process. */
  readonly seconds: number;
  readonly trainLoss: number;
  /** Without regularisation. */
  readonly heldOutLoss: number;
  /** Root mean square distance of the network's own shape, mm. */
  readonly shapeMm: number;
}

export interface EncoderResult {
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  readonly regularized: boolean;
  readonly seed: number;
  readonly epochs: number;
  readonly diverged: boolean;
  readonly curve: readonly EncoderPoint[];
}

export interface EncoderExperiment {
  readonly plan: EncoderPlan;
  readonly crops: number;
  readonly grid: readonly EncoderResult[];
  readonly runs: readonly EncoderResult[];
}

type Setting = Pick<EncoderResult, 'optimizer' | 'learningRate' | 'regularized' | 'seed' | 'epochs'>;

/** The grid on the first seed, then every optimiser at its best rate on all seeds. */
export async function encoderExperiment(
  rows: EncoderRows,
  task: EncoderTask,
  plan: EncoderPlan,
  say: (line: string) => void,
): Promise<EncoderExperiment> {
  const grid: EncoderResult[] = [];
  const runs: EncoderResult[] = [];
  const train = async (setting: Setting): Promise<EncoderResult> => {
    const result = await trainOnce(rows, task, plan, setting);
    say(describe(result));
    return result;
  };
  for (const regularized of [true, false])
    for (const optimizer of OPTIMIZER_NAMES) {
      const own: EncoderResult[] = [];
      for (const learningRate of plan.learningRates[optimizer])
        own.push(await train({ optimizer, learningRate, regularized, seed: plan.seeds[0], epochs: plan.gridEpochs }));
      grid.push(...own);
      const best = bestRun(own);
      if (best === null) continue;
      for (const seed of plan.seeds) runs.push(await train({ ...settingOf(best), seed, epochs: plan.epochs }));
    }
  return { plan, crops: rows.count, grid, runs };
}

/** Held-out loss at the end; null where it diverged. */
export function endOf({ diverged, curve }: EncoderResult): EncoderPoint | null {
  return diverged ? null : (curve.at(-1) ?? null);
}

/** The run of the lowest held-out loss at its end. */
export function bestRun(runs: readonly EncoderResult[]): EncoderResult | null {
  let best: EncoderResult | null = null;
  for (const run of runs) {
    const end = endOf(run)?.heldOutLoss;
    if (end !== undefined && end < ((best && endOf(best)?.heldOutLoss) ?? Infinity)) best = run;
  }
  return best;
}

const settingOf = ({ optimizer, learningRate, regularized, seed, epochs }: EncoderResult): Setting => ({
  optimizer,
  learningRate,
  regularized,
  seed,
  epochs,
});

async function trainOnce(
  rows: EncoderRows,
  task: EncoderTask,
  { network, regularization }: EncoderPlan,
  setting: Setting,
): Promise<EncoderResult> {
  const { optimizer, learningRate, regularized, seed, epochs } = setting;
  const options: TrainEncoderOptions = {
    ...TRAIN_ENCODER_DEFAULTS,
    ...network,
    ...{ optimizer, learningRate, seed, epochs },
    regularization: regularized ? regularization : [],
  };
  const curve: EncoderPoint[] = [];
  const began = processSeconds();
  const watch = {
    checkpoint: null,
    onResume: () => {},
    onEpoch: ({ step, trainLoss, heldOutLoss, heldOut }: Parameters<TrainingEpoch>[0]) => {
      const seconds = processSeconds() - began;
      curve.push({ step, seconds, trainLoss, heldOutLoss, shapeMm: Math.sqrt(heldOut.shape) });
    },
  };
  try {
    await trainEncoder(rows, task, options, watch);
    return { ...setting, diverged: false, curve };
  } catch (error) {
    if (!(error instanceof AsmFitError && error.kind === 'diverged')) throw error;
    return { ...setting, diverged: true, curve };
  }
}

type TrainingEpoch = Parameters<typeof trainEncoder>[3]['onEpoch'];

function describe(run: EncoderResult): string {
  const end = endOf(run);
  const result =
    end === null
      ? 'diverged'
      : `held-out loss ${end.heldOutLoss.toFixed(2)}, shape ${end.shapeMm.toFixed(2)} mm, ${end.step} steps, ${end.seconds.toFixed(1)} s`;
  const { optimizer, learningRate, regularized, seed } = run;
  return `${optimizer} at ${learningRate}${regularized ? ', regularised' : ''}, seed ${seed}: ${result}`;
}
