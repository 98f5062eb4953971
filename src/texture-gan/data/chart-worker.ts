import { parentPort, workerData } from 'node:worker_threads';
import { loadBundledHead } from '../../head/bundled/bundled-head.ts';
import { type ChartSource, chartKits, createChartMaker } from './chart-crops.ts';

// A thread of its own, run by chart-threads.ts: makes charts of the bundled head until it is ended.
const maker = createChartMaker(chartKits(loadBundledHead()), workerData as ChartSource);

parentPort?.on('message', async (chart: number) => {
  const crops = await maker.crops(chart);
  parentPort?.postMessage(crops, [crops.buffer as ArrayBuffer]);
});
