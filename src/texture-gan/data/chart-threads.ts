import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { builtFile } from '../../files/package-files.ts';
import type { ChartMaker, ChartSource } from './chart-crops.ts';

/**
 * Makes charts of the bundled head in threads of their own, in the order in which they are asked for. A chart costs about a
 * second of one core and follows from its number alone: how many threads there are changes no crop.
 */
export function startChartThreads(source: ChartSource, threads: number): ChartMaker {
  const path = builtFile('program/texture-gan/data/chart-worker.js');
  const workers = Array.from({ length: threads }, () => new Worker(path, { workerData: source }));
  const idle = [...workers];
  const waiting: ((worker: Worker) => void)[] = [];
  const free = (worker: Worker): void => {
    const next = waiting.shift();
    if (next === undefined) idle.push(worker);
    else next(worker);
  };
  const lend = (): Promise<Worker> => {
    const worker = idle.shift();
    return worker === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(worker);
  };
  return {
    threads,
    async crops(chart) {
      const worker = await lend();
      worker.postMessage(chart);
      // An error of the thread rejects it.
      const [crops] = (await once(worker, 'message')) as [Float32Array];
      free(worker);
      return crops;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
