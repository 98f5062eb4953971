/** Times the stages of a fit. */
export function createStageClock(): {
  time<T>(name: string, work: () => Promise<T>): Promise<T>;
  stages: { name: string; seconds: number }[];
} {
  const stages: { name: string; seconds: number }[] = [];
  return {
    stages,
    async time(name, work) {
      const start = performance.now();
      try {
        return await work();
      } finally {
        stages.push({ name, seconds: (performance.now() - start) / 1000 });
      }
    },
  };
}
