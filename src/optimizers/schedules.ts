/** Shape of a run's learning rate: its share of the highest at a step, counted from 0, of so many. */
export type Schedule = (step: number, steps: number) => number;

export const SCHEDULE_NAMES = ['cosine', 'constant', 'step'] as const;
export type ScheduleName = (typeof SCHEDULE_NAMES)[number];

export interface CosineOptions {
  /** Share of the steps over which the rate rises from 0. */
  readonly warmUp: number;
  /** Share that the rate falls to. */
  readonly floor: number;
}

/** Rises linearly, then falls: floor + (1 - floor) (1 + cos(pi t)) / 2, t from 0 after the rise to 1 at the end. */
export function cosineSchedule({ warmUp, floor }: CosineOptions): Schedule {
  return (step, steps) => {
    const rise = warmUp * steps;
    if (step < rise) return Math.min(1, (step + 1) / rise);
    return floor + (1 - floor) * 0.5 * (1 + Math.cos((Math.PI * (step - rise)) / (steps - rise)));
  };
}

export interface StepOptions {
  /** Share of the steps between falls. */
  readonly every: number;
  /** What each fall leaves. */
  readonly factor: number;
}

/** Falls at once, again and again: factor^floor(t / every), t = step / steps. */
export function stepSchedule({ every, factor }: StepOptions): Schedule {
  // Kept clear of the rounding of shares such as 0.3 of 10 steps.
  return (step, steps) => factor ** Math.floor(step / (every * steps) + 1e-9);
}

/** Schedules of training. */
export const SCHEDULES: Readonly<Record<ScheduleName, Schedule>> = {
  cosine: cosineSchedule({ warmUp: 0.1, floor: 0 }),
  constant: () => 1,
  step: stepSchedule({ every: 0.3, factor: 0.1 }),
};
