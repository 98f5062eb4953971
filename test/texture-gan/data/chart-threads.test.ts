import { expect, it } from 'vitest';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { SKIN_SIZE, type Skin } from '../../../src/render/texture/skins.ts';
import {
  type ChartMaker,
  CROP_LENGTH,
  chartKits,
  createChartMaker,
} from '../../../src/texture-gan/data/chart-crops.ts';
import { startChartThreads } from '../../../src/texture-gan/data/chart-threads.ts';
import { createCropPool } from '../../../src/texture-gan/data/crop-pool.ts';
import { VISIBILITY_SIZE } from '../../../src/texture-gan/data/visibility.ts';

const bytesOf = ({ buffer }: Float32Array): Buffer => Buffer.from(buffer);

it('threads make the crops that one thread makes', async () => {
  const head = loadBundledHead();
  const skins: Skin[] = ['a', 'b'].map((name, k) => ({
    name,
    data: new Uint8Array(3 * SKIN_SIZE ** 2).fill(120 + 40 * k),
  }));
  const seen = new Float32Array(VISIBILITY_SIZE ** 2).map((_, i) => (i % VISIBILITY_SIZE < 200 ? 1 : 0));
  const source = { skins, visibilities: [seen], seed: 4 };
  const threads = startChartThreads(source, 2);
  try {
    const [first, second] = await Promise.all([threads.crops(1), threads.crops(3)]);
    const own = createChartMaker(chartKits(head), source);
    expect(bytesOf(second).equals(bytesOf(await own.crops(3)))).toBe(true);
    expect(bytesOf(first).equals(bytesOf(second))).toBe(false);
  } finally {
    await threads.close();
  }
}, 120_000);

it('charts are asked for ahead of the steps, each once, and what fails is told to who draws from it', async () => {
  const asked: number[] = [];
  const maker: ChartMaker = {
    threads: 2,
    crops: async (chart) => {
      asked.push(chart);
      if (chart > 6) throw new Error(`chart ${chart} fails`);
      return new Float32Array(64 * CROP_LENGTH).fill(chart);
    },
    close: async () => {},
  };
  const pool = createCropPool({ seed: 1, charts: 3, cropsOfChart: 8 }, maker);
  await pool.batch(0, 4);
  expect(asked).toEqual([0, 1, 2, 3, 4]);
  await pool.batch(1, 4);
  expect(asked).toHaveLength(5);
  const later = await pool.batch(4, 4);
  expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6]);
  for (let k = 0; k < 4; k++) expect([2, 3, 4]).toContain(later[k * CROP_LENGTH]);
  await expect(pool.batch(40, 4)).rejects.toThrow(/chart \d+ fails/);
});
