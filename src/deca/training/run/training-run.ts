import { AsmFitError } from '../../../errors.ts';
import { type Checkpoint, type CheckpointPlace, loadCheckpoint } from './checkpoint.ts';
import { secondsLeft } from './time-left.ts';

/** Where a run keeps its checkpoint, and whether it goes on from what is there. */
export interface KeptRun extends CheckpointPlace {
  readonly resume: boolean;
}

/** What users say of a kept run; the settings are found by the training. */
export type KeptRunWish = Omit<KeptRun, 'settings'>;

/** What a run goes on from; null where it begins. @param onResume told the steps that were taken before */
export function resumeRun(kept: KeptRun | null, onResume: (steps: number) => void): Checkpoint | null {
  const checkpoint = kept?.resume ? loadCheckpoint(kept) : null;
  if (checkpoint !== null) onResume(checkpoint.state.optimizer.count);
  return checkpoint;
}

/** Steps of a run: taken before it was broken off, and in all. */
export interface RunSteps {
  readonly first: number;
  readonly steps: number;
}

export interface RunClock {
  /** Of training so far, also before the run was broken off. */
  seconds(): number;
  /** That the rest will take. @param done steps of the whole run */
  left(done: number): number;
}

/** A clock that goes on from a checkpoint, from now. */
export function startRunClock(kept: Checkpoint | null, { first, steps }: RunSteps): RunClock {
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  return {
    seconds: () => (kept?.progress.seconds ?? 0) + elapsed(),
    left: (done) => secondsLeft(elapsed(), done - first, steps - done),
  };
}

/** @throws {AsmFitError} diverged: a step's loss is no number */
export function requireFiniteLoss(loss: number, step: number, hint: string): void {
  if (!Number.isFinite(loss))
    throw new AsmFitError(
      'diverged',
      `asm-fit train: the loss must stay finite; received ${loss} at step ${step}`,
      hint,
    );
}
