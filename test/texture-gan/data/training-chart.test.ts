import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/geometry/random.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { byteImage } from '../../../src/image/image.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { albedoTexture } from '../../../src/render/mesh/head-mesh.ts';
import { loadSkins, SKIN_SIZE, type Skin } from '../../../src/render/texture/skins.ts';
import { type ChartMaker, CROP_LENGTH, createChartMaker } from '../../../src/texture-gan/data/chart-crops.ts';
import { createCropPool } from '../../../src/texture-gan/data/crop-pool.ts';
import { type ChartKit, chartKit, sampleChart } from '../../../src/texture-gan/data/training-chart.ts';
import { sampleVisibilities, type Visibility } from '../../../src/texture-gan/data/visibility.ts';

// Numbers are not compared one by one: there are millions.
const sameBits = (a: Float32Array, b: Float32Array): boolean => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));

let skins: Skin[];
let kit: ChartKit;
let maps: Visibility[];
let folder: string;

beforeAll(async () => {
  const head = loadBundledHead();
  folder = mkdtempSync(join(tmpdir(), 'asm-fit-skins-'));
  const mean = byteImage(albedoTexture(head));
  for (const name of ['a', 'b'])
    await sharp(mean.data, { raw: { width: mean.width, height: mean.height, channels: 3 } })
      .resize(SKIN_SIZE, SKIN_SIZE)
      .png()
      .toFile(join(folder, `${name}.png`));
  skins = await loadSkins(folder);
  kit = chartKit(head, 256);
  maps = sampleVisibilities(plainKernels(), head, randomStream(1, 1), 2);
}, 120_000);

describe('skins to learn from', () => {
  it('are refused where there are too few', async () => {
    expect(skins.map(({ name }) => name)).toEqual(['a', 'b']);
    await expect(loadSkins(mkdtempSync(join(tmpdir(), 'asm-fit-none-')))).rejects.toThrow(/at least two PNG skins/);
  });

  it('are seen from the front, and not from behind', () => {
    const at = (map: Visibility, u: number, v: number): number => map[Math.floor(512 * v) * 512 + Math.floor(512 * u)];
    for (const map of maps) expect(at(map, 0.06, 0.3)).toBe(0);
    const seen = maps[0].reduce((sum, x) => sum + x, 0) / maps[0].length;
    expect(seen).toBeGreaterThan(0.05);
    expect(seen).toBeLessThan(0.7);
  });

  it('are masked and filled so that the target leads from the filling to the truth, and is 0 where they are seen', () => {
    const chart = sampleChart(kit, skins, maps, randomStream(2, 1));
    chart.filled.share.forEach((share, i) => {
      if (share < 1) return;
      for (const plane of chart.target) expect(Math.abs(plane[i])).toBeLessThan(1e-3);
      expect(chart.missing[i]).toBe(0);
    });
    expect(chart.missing.some((x) => x === 1)).toBe(true);
    const again = sampleChart(kit, skins, maps, randomStream(2, 1));
    again.planes.forEach((plane, p) => {
      expect(sameBits(plane, chart.planes[p])).toBe(true);
    });
  });

  it('give a step the same crops however the run came there', async () => {
    const maker = (): ChartMaker => createChartMaker([kit], { skins, visibilities: maps, seed: 3 });
    const schedule = { seed: 3, charts: 2, cropsOfChart: 1 };
    const pool = createCropPool(schedule, maker());
    await pool.batch(0, 1);
    const later = await pool.batch(1, 2);
    expect(later).toHaveLength(2 * CROP_LENGTH);
    expect(sameBits(await createCropPool(schedule, maker()).batch(1, 2), later)).toBe(true);
  }, 60_000);
});
