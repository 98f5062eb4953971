import { type FitProgress, hasLoss, type LossRecord } from '../../fitting/progress/fit-progress.ts';
import type { FitPhotographsSettings } from '../options/fit-photographs-options.ts';

/** A fit's progress as events for a caller. */
export interface EventProgress extends FitProgress {
  /** A step without a loss. */
  done(): void;
}

export function eventProgress({
  onProgress,
  signal,
}: Pick<FitPhotographsSettings, 'onProgress' | 'signal'>): EventProgress {
  let stage = '';
  let steps = 0;
  let step = 0;
  const tell = (loss: number | null): void => onProgress?.({ stage, step, steps, loss });
  const next = (loss: number | null): void => {
    step++;
    tell(loss);
  };
  return {
    stage(name, stepCount) {
      stage = name;
      steps = stepCount;
      step = 0;
      tell(null);
    },
    step: (record: LossRecord) => next(hasLoss(record) ? record.total : null),
    done: () => next(null),
    ...(signal === null ? {} : { signal }),
  };
}
