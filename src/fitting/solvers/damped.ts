import type { Kernels } from '../../kernels/kernel.ts';
import { type NormalEquations, type StepLimits, solveStep } from './normal-equations.ts';

/** An objective about a state: its normal equations there, and itself elsewhere with what it holds fixed held fixed. */
export interface Linearised<State> {
  readonly loss: number;
  readonly equations: NormalEquations;
  readonly limits: StepLimits;
  lossAt(state: State): number;
  /** The state after a step [N]. */
  move(step: Float64Array): State;
}

/** How much steps are damped: less after each that lowers the loss, more until one does. */
export interface Damping {
  readonly start: number;
  readonly least: number;
  /** A step that fails when damped so much is the last. */
  readonly most: number;
  /** Divides the damping after a step that lowered the loss. */
  readonly relax: number;
  /** Multiplies it after one that did not. */
  readonly raise: number;
}

export interface DampedRun {
  readonly steps: number;
  /** A step that lowers the loss by less than this share is the last. */
  readonly minDecrease: number;
  readonly damping: Damping;
  /** Told the loss before each step, and waited for. */
  onStep(step: number, loss: number): void | Promise<void>;
}

/**
 * Levenberg-Marquardt on reweighted least squares (Levenberg 1944, Marquardt 1963): steps of (H + d diag H) x = -g, each
 * damped as much as it takes to lower the loss. Without that test Gauss-Newton wanders along what noise leaves undetermined.
 * What `linearise` leaves in kernel memory is freed after the step.
 * @param linearise null where there is nothing to fit to
 */
export async function solveDamped<State>(
  kernels: Kernels,
  start: State,
  linearise: (state: State, step: number) => Linearised<State> | null,
  { steps, minDecrease, damping: { start: startDamping, least, most, relax, raise }, onStep }: DampedRun,
): Promise<State> {
  const { memory } = kernels;
  let state = start;
  let damping = startDamping;
  for (let step = 0; step < steps; step++) {
    const mark = memory.mark();
    const here = linearise(state, step);
    const next = here === null ? null : loweringStep(here);
    memory.release(mark);
    if (here === null) break;
    await onStep(step, here.loss);
    if (next === null) break;
    state = next.state;
    if (here.loss - next.loss < minDecrease * here.loss) break;
    damping = Math.max(least, damping / relax);
  }
  return state;

  /** The first step that lowers the loss, null where none does. */
  function loweringStep(here: Linearised<State>): { state: State; loss: number } | null {
    for (; damping <= most; damping *= raise) {
      const step = solveStep(kernels, here.equations, damping, here.limits);
      if (step === null) continue;
      const moved = here.move(step);
      const loss = here.lossAt(moved);
      if (loss < here.loss) return { state: moved, loss };
    }
    return null;
  }
}
