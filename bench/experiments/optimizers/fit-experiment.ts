import { OPTIMIZER_NAMES, type OptimizerName } from '../../../src/optimizers/optimizer.ts';
import type { CaptureWithTruth } from '../true-captures.ts';
import { type FitResult, withFitRunner } from './fit-runs.ts';
import { bestFactor, endLoss } from './summarize-fits.ts';

export interface FitPlan {
  readonly views: readonly number[];
  readonly seeds: readonly number[];
  /** Times the learning rates, looked through on the first seed. */
  readonly factors: Readonly<Record<OptimizerName, readonly number[]>>;
  readonly gridSteps: number;
  /** Lengths of the descents at the best factor. */
  readonly budgets: Readonly<Record<OptimizerName, readonly number[]>>;
}

/** An optimiser at its best, with and without regularisation. */
export interface ChosenFactor {
  readonly optimizer: OptimizerName;
  readonly regularized: boolean;
  readonly factor: number;
}

export interface FitExperiment {
  readonly plan: FitPlan;
  readonly grid: readonly FitResult[];
  readonly chosen: readonly ChosenFactor[];
  readonly runs: readonly FitResult[];
}

/** Steps after which the fit's stages look anew at what is held. */
export const REFRESH_STEPS = 20;
export const REGULARIZATION = [true, false] as const;

/** The grid on the first seed, then every optimiser at its best on all seeds and budgets. */
export async function fitExperiment(
  captures: readonly CaptureWithTruth[],
  plan: FitPlan,
  say: (line: string) => void,
): Promise<FitExperiment> {
  const grid: FitResult[] = [];
  for (const capture of captures)
    await withFitRunner(capture, { views: plan.views, seed: plan.seeds[0] }, async (run) => {
      for (const regularized of REGULARIZATION)
        for (const optimizer of OPTIMIZER_NAMES)
          for (const factor of plan.factors[optimizer]) {
            const result = await run({ optimizer, factor, regularized, steps: plan.gridSteps });
            grid.push(result);
            say(describe(result));
          }
    });
  const chosen = REGULARIZATION.flatMap((regularized) => {
    const own = grid.filter((run) => run.regularized === regularized);
    const lowest = new Map(
      captures.map(({ name }) => [name, lowestEnd(own.filter(({ capture }) => capture === name))]),
    );
    return OPTIMIZER_NAMES.flatMap((optimizer) => {
      const factor = bestFactor(
        own.filter((run) => run.optimizer === optimizer),
        lowest,
        REFRESH_STEPS,
      );
      return factor === null ? [] : [{ optimizer, regularized, factor }];
    });
  });
  const runs: FitResult[] = [];
  for (const capture of captures)
    for (const seed of plan.seeds)
      await withFitRunner(capture, { views: plan.views, seed }, async (run) => {
        for (const choice of chosen)
          for (const steps of plan.budgets[choice.optimizer]) {
            const result = await run({ ...choice, steps });
            runs.push(result);
            say(describe(result));
          }
      });
  return { plan, grid, chosen, runs };
}

/** The lowest loss that any of some runs ended with. */
export function lowestEnd(runs: readonly FitResult[]): number {
  return Math.min(...runs.map((run) => endLoss(run, REFRESH_STEPS) ?? Infinity));
}

function describe(run: FitResult): string {
  const { capture, seed, optimizer, regularized, factor, steps, mm } = run;
  const end = endLoss(run, REFRESH_STEPS);
  const result = end === null || mm === null ? 'diverged' : `loss ${end.toFixed(1)}, ${mm.toFixed(3)} mm`;
  const rule = `${optimizer} x${factor}${regularized ? '' : ', no regularisation'}`;
  return `${capture}, seed ${seed}, ${rule}, ${steps} steps: ${result}, ${(1000 * run.secondsPerStep).toFixed(0)} ms a step`;
}
