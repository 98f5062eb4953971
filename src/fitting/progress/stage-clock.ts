/** What a stage of a fit took. */
export interface StageTime {
  /** Of the stage. */
  readonly name: string;
  /** That it took. */
  readonly seconds: number;
  /** Largest resident memory of the program up to the stage's end. */
  readonly peakMemoryMb: number;
}

/** A stage that ends now. @param start performance.now() at its start */
export function stageTime(name: string, start: number): StageTime {
  return { name, seconds: (performance.now() - start) / 1000, peakMemoryMb: process.resourceUsage().maxRSS / 1024 };
}

/** Times the stages of a fit. */
export function createStageClock(): {
  time<T>(name: string, work: () => Promise<T>): Promise<T>;
  stages: StageTime[];
} {
  const stages: StageTime[] = [];
  return {
    stages,
    async time(name, work) {
      const start = performance.now();
      try {
        return await work();
      } finally {
        stages.push(stageTime(name, start));
      }
    },
  };
}
