import { setImmediate } from 'node:timers/promises';
import { type FitProgress, type LossRecord, NO_LOSS } from './fit-progress.ts';
import { createStageClock, type StageTime } from './stage-clock.ts';

/** What a fit notes down while it goes on, and tells its caller. */
export interface FitRecord {
  readonly losses: readonly LossRecord[];
  readonly stages: readonly StageTime[];
  /** Announces a part of the fit, and times it; one without steps is done in silence. */
  run<T>(part: { readonly name: string; readonly steps: number }, work: () => Promise<T>): Promise<T>;
  /** A part that nobody waits for long enough to be told of. */
  time<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Notes a step; waited for, so that signals get their turn: Ctrl-C would wait for the end of a stage otherwise. */
  step(stage: string, step: number, losses: Partial<LossRecord>): Promise<void>;
}

/** @param before what earlier parts of the fit noted */
export function createFitRecord(
  progress: FitProgress,
  before: Pick<FitRecord, 'losses' | 'stages'> = { losses: [], stages: [] },
): FitRecord {
  const losses: LossRecord[] = [...before.losses];
  const clock = createStageClock();
  return {
    losses,
    get stages() {
      return [...before.stages, ...clock.stages];
    },
    run({ name, steps }, work) {
      if (steps === 0) return work();
      progress.signal?.throwIfAborted();
      progress.stage(name, steps);
      return clock.time(name, work);
    },
    time: clock.time,
    async step(stage, step, entry) {
      const record = { ...NO_LOSS, ...entry, stage, step };
      losses.push(record);
      progress.step(record);
      await setImmediate();
      progress.signal?.throwIfAborted();
    },
  };
}
