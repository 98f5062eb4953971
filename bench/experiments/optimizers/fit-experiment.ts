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

/** What an experiment tells, and how it keeps what is done. */
export interface FitWatch {
  say(line: string): void;
  /** What a piece of the experiment came to, from where it was kept before; else from its run. */
  kept<T>(name: string, run: () => Promise<T>): Promise<T>;
}

/** The grid on the first seed, then every optimiser at its best on all seeds and budgets. */
export async function fitExperiment(
  captures: readonly CaptureWithTruth[],
  plan: FitPlan,
  watch: FitWatch,
): Promise<FitExperiment> {
  const { kept } = watch;
  const grid: FitResult[] = [];
  for (const capture of captures)
    grid.push(...(await kept(`fit-grid-${capture.name}`, () => runGrid(capture, plan, watch))));
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
  for (const seed of plan.seeds)
    for (const capture of captures)
      runs.push(
        ...(await kept(`fit-runs-${capture.name}-${seed}`, () => runChosen(capture, { plan, seed, chosen }, watch))),
      );
  return { plan, grid, chosen, runs };
}

async function runGrid(
  capture: CaptureWithTruth,
  { views, seeds, factors, gridSteps: steps }: FitPlan,
  { say }: FitWatch,
): Promise<FitResult[]> {
  return withFitRunner(capture, { views, seed: seeds[0] }, async (run) => {
    const grid: FitResult[] = [];
    for (const regularized of REGULARIZATION)
      for (const optimizer of OPTIMIZER_NAMES)
        for (const factor of factors[optimizer]) {
          const result = await run({ optimizer, factor, regularized, steps, measured: false });
          grid.push(result);
          say(describe(result));
        }
    return grid;
  });
}

async function runChosen(
  capture: CaptureWithTruth,
  { plan, seed, chosen }: { readonly plan: FitPlan; readonly seed: number; readonly chosen: readonly ChosenFactor[] },
  { say }: FitWatch,
): Promise<FitResult[]> {
  return withFitRunner(capture, { views: plan.views, seed }, async (run) => {
    const runs: FitResult[] = [];
    for (const choice of chosen)
      for (const steps of plan.budgets[choice.optimizer]) {
        const result = await run({ ...choice, steps, measured: true });
        runs.push(result);
        say(describe(result));
      }
    return runs;
  });
}

/** The lowest loss that any of some runs ended with. */
export function lowestEnd(runs: readonly FitResult[]): number {
  return Math.min(...runs.map((run) => endLoss(run, REFRESH_STEPS) ?? Infinity));
}

function describe(run: FitResult): string {
  const { capture, seed, optimizer, regularized, factor, steps, mm } = run;
  const end = endLoss(run, REFRESH_STEPS);
  const truth = mm === null ? '' : `, ${mm.toFixed(3)} mm`;
  const result = end === null ? 'diverged' : `loss ${end.toFixed(1)}${truth}`;
  const rule = `${optimizer} x${factor}${regularized ? '' : ', no regularisation'}`;
  return `${capture}, seed ${seed}, ${rule}, ${steps} steps: ${result}, ${(1000 * run.secondsPerStep).toFixed(0)} ms a step`;
}
