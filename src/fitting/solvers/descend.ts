import { AsmFitError } from '../../errors.ts';
import type { KernelMemory } from '../../kernels/kernel.ts';
import type { OptimizerName } from '../../optimizers/optimizer.ts';
import { BACKTRACK, DESCENT_DECAY, DESCENT_OPTIMIZERS } from './descent-optimizers.ts';

/** An objective for descent. `Held` is what keeps still between refreshes; it may lie in kernel memory. */
export interface DescentProblem<State, Held, Losses extends { readonly total: number }> {
  /** Learning rate of each unknown [P]; 0 holds it. */
  readonly rates: Float64Array;
  /** @param before what was held until now, its arrays freed already; null at the start */
  hold(state: State, before: Held | null): Held;
  evaluate(state: State, held: Held): { readonly losses: Losses; readonly gradient: Float64Array };
  /** The state after a step [P]. */
  move(state: State, step: Float64Array): State;
}

/** How long a descent goes on. */
export interface DescentSchedule {
  /** At most; learning rates fall over them ({@link DESCENT_DECAY}). */
  readonly steps: number;
  /** After so many, what is held is found anew: what hides what, which bones reach which vertex, nearest points. */
  readonly refreshSteps: number;
  /**
   * Adam's first steps are as long as its rates, however flat the slope: from a start that is nearly right they lead up,
   * and what follows so many of them is held against the highest of them.
   */
  readonly settlingSteps: number;
  /** A descent ends when so many steps lowered the loss by less than `minDecrease`. */
  readonly patience: number;
  /** Share of the loss. */
  readonly minDecrease: number;
}

export interface DescentRun<Losses> {
  /** Told in errors. */
  readonly name: string;
  readonly schedule: DescentSchedule;
  readonly optimizer: OptimizerName;
  /** Told of every step, and waited for, so that a caller can let the program answer between steps. */
  onStep(step: number, losses: Losses): void | Promise<void>;
}

/** Losses up to so many times the first are no divergence. */
const CLIMB = 1e3;

/**
 * Gradient descent by Adam, AdamW (whose decay draws back to the start) or SGD. Keeps the best state since the last
 * refresh: another thing held is another objective, and losses from before do not compare. Stops when the loss no longer
 * falls.
 * SGD goes back to the best state where its loss climbs far, and halves its steps ({@link BACKTRACK}).
 * @returns the best state and what was held at it
 * @throws {AsmFitError} diverged: a loss is not finite, or ends far above its start
 */
export async function descend<State, Held, Losses extends { readonly total: number }>(
  memory: KernelMemory,
  problem: DescentProblem<State, Held, Losses>,
  start: State,
  run: DescentRun<Losses>,
): Promise<{ readonly state: State; readonly held: Held }> {
  const { name, schedule, onStep } = run;
  const { steps, refreshSteps, settlingSteps, patience, minDecrease } = schedule;
  const mark = memory.mark();
  let state = start;
  let held = problem.hold(state, null);
  const optimizer = DESCENT_OPTIMIZERS[run.optimizer];
  // In units of the rates, so that weight decay draws unknowns of all units alike.
  const travelled: Float64Array = new Float64Array(problem.rates.length);
  let moments = optimizer.init(travelled);
  let best = { state, total: Number.POSITIVE_INFINITY, travelled: travelled.slice() };
  const history: number[] = [];
  let stride = 1;
  for (let step = 0; step < steps; step++) {
    if (step > 0 && step % refreshSteps === 0) {
      memory.release(mark);
      held = problem.hold(state, held);
      best = { state, total: Number.POSITIVE_INFINITY, travelled: travelled.slice() };
    }
    const { losses, gradient } = problem.evaluate(state, held);
    const { total } = losses;
    // Where the best state itself is no longer good, the objective is at fault, not the step.
    if (total > BACKTRACK[run.optimizer] * best.total && state !== best.state) {
      await onStep(step, losses);
      history.push(total);
      state = best.state;
      travelled.set(best.travelled);
      moments = optimizer.init(travelled);
      stride /= 2;
      continue;
    }
    const settled = Math.max(CLIMB * (1 + history[0]), ...history.slice(1, settlingSteps));
    if (!Number.isFinite(total) || (step >= settlingSteps && total > settled))
      throw new AsmFitError(
        'diverged',
        `fit: stage "${name}" must keep a finite, falling loss; received ${total} at step ${step}`,
        'try --optimizer adam, fewer views, or remove a view whose overlay looks wrong; of a scan, remove loose points or give its landmarks',
      );
    await onStep(step, losses);
    history.push(total);
    if (total < best.total) best = { state, total, travelled: travelled.slice() };
    if (step >= patience && history[step - patience] - total < minDecrease * history[step - patience]) break;
    const share = stride * DESCENT_DECAY(step, steps);
    const learningRates = problem.rates.map((rate) => rate * share);
    const update = optimizer.update({ gradient, learningRates, decayed: travelled }, moments);
    for (let i = 0; i < travelled.length; i++)
      if (problem.rates[i] > 0) travelled[i] += update.step[i] / problem.rates[i];
    moments = update.state;
    state = problem.move(state, update.step);
  }
  return { state: best.state, held };
}
