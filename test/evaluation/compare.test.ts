import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageQuality, meanQuality } from '../../src/evaluation/compare/image-quality.ts';
import { cameraForHead } from '../../src/evaluation/compare/posed-head.ts';
import { cumulativeShares, distanceStatistics } from '../../src/evaluation/statistics.ts';
import { lineChart } from '../../src/export/report/chart.ts';
import { project } from '../../src/geometry/camera.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { rotationFromAxisAngle } from '../../src/geometry/rotation.ts';
import { applySimilarity } from '../../src/geometry/similarity.ts';
import { createLinearImage, type LinearImage } from '../../src/image/image.ts';
import { expectClose } from '../helpers/close.ts';
import { normals } from '../helpers/gradient-check.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

const SIZE = 40;

function picture(seed: number, amount: number, base?: LinearImage): LinearImage {
  const random = createRandom(seed);
  const out = createLinearImage(SIZE, SIZE, 3);
  for (let i = 0; i < out.data.length; i++)
    out.data[i] = Math.max(0, (base?.data[i] ?? 0.3 + 0.2 * Math.sin(i / 37)) + amount * random.normal());
  return out;
}

/** SSIM at one pixel by its definition, with a window of 25 x 25. */
function ssimAt(
  a: (x: number, y: number) => number,
  b: (x: number, y: number) => number,
  x0: number,
  y0: number,
): number {
  let [w, ma, mb, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (let dy = -12; dy <= 12; dy++)
    for (let dx = -12; dx <= 12; dx++) {
      const g = Math.exp(-(dx * dx + dy * dy) / (2 * 1.5 ** 2));
      const [p, q] = [a(x0 + dx, y0 + dy), b(x0 + dx, y0 + dy)];
      w += g;
      ma += g * p;
      mb += g * q;
      aa += g * p * p;
      bb += g * q * q;
      ab += g * p * q;
    }
  [ma, mb] = [ma / w, mb / w];
  const [va, vb, cov] = [aa / w - ma * ma, bb / w - mb * mb, ab / w - ma * mb];
  return ((2 * ma * mb + 1e-4) * (2 * cov + 9e-4)) / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4));
}

describe('image quality', () => {
  const photo = picture(1, 0.02);
  const all = new Uint8Array(SIZE * SIZE).fill(1);

  it('of a picture and itself is perfect, and falls with noise', () => {
    const same = imageQuality(photo, photo, all);
    expect(same.psnrDb).toBeGreaterThan(110);
    expect(same.ssim).toBeCloseTo(1, 6);
    expect(same.l1).toBe(0);
    const [little, much] = [0.01, 0.05].map((amount) => imageQuality(photo, picture(2, amount, photo), all));
    expect(little.psnrDb).toBeGreaterThan(much.psnrDb);
    expect(little.ssim).toBeGreaterThan(much.ssim);
    expect(little.l1).toBeLessThan(much.l1);
  });

  it('has the SSIM of its definition', () => {
    const other = picture(3, 0.06, photo);
    const one = new Uint8Array(SIZE * SIZE);
    one[20 * SIZE + 19] = 1;
    const luma = (image: LinearImage) => (x: number, y: number) =>
      [0.2126, 0.7152, 0.0722].reduce((sum, k, c) => sum + k * image.data[3 * (y * SIZE + x) + c] ** (1 / 2.2), 0);
    // Beside the mask both pictures are the photograph.
    const masked = (x: number, y: number) => (x === 19 && y === 20 ? luma(other)(x, y) : luma(photo)(x, y));
    expect(imageQuality(photo, other, one).ssim).toBeCloseTo(ssimAt(luma(photo), masked, 19, 20), 3);
  });

  it('looks at the mask alone', () => {
    const other = picture(4, 0, photo);
    other.data.fill(1, 0, 300);
    const below = Uint8Array.from(all, (_, i) => (i > 200 ? 1 : 0));
    expect(imageQuality(photo, other, below).l1).toBe(0);
    expect(imageQuality(photo, other, below).pixels).toBe(SIZE * SIZE - 201);
    const both = meanQuality([imageQuality(photo, other, all), imageQuality(photo, photo, all)]);
    expect(both.l1).toBeCloseTo(imageQuality(photo, other, all).l1 / 2, 12);
  });
});

describe('a camera lent to another head', () => {
  it('sees it where it saw its own', () => {
    const own = normals(90, 1, 60);
    const similarity = {
      scale: 1.3,
      rotation: rotationFromAxisAngle(0.2, -0.4, 0.1),
      translation: Float64Array.of(9, -4, 7),
    };
    const other = applySimilarity(similarity, own);
    const camera = {
      width: 640,
      height: 480,
      fx: 900,
      fy: 910,
      cx: 320,
      cy: 240,
      rotation: rotationFromAxisAngle(3, 0.2, 0.1),
      translation: Float64Array.of(5, 6, 800),
    };
    const pixels = (values: Float64Array) => values.filter((_, i) => i % 3 < 2);
    expectClose(pixels(project(cameraForHead(camera, own, other), other)), pixels(project(camera, own)), {
      atol: 1e-8,
    });
  });
});

describe('statistics', () => {
  it('are what numpy says', () => {
    expect(distanceStatistics([3, 1, 2, 10])).toEqual({
      medianMm: 2.5,
      meanMm: 4,
      stdMm: Math.sqrt(12.5),
      p90Mm: expect.closeTo(7.9, 12),
      rmseMm: Math.sqrt(28.5),
      points: 4,
    });
    expect(cumulativeShares([0.5, 1, 2], [0, 0.5, 1.5, 9])).toEqual([0, 1 / 3, 2 / 3, 1]);
  });

  it('are drawn with axes that hold all points, and names that cannot break the page', () => {
    const svg = lineChart({
      title: 'a & b',
      xLabel: 'x',
      yLabel: 'y',
      xScale: 'log',
      markers: 'shown',
      series: [
        {
          name: '<one>',
          points: [
            [1, 3],
            [100, 1],
          ],
        },
        { name: 'two', points: [[10, 2]] },
      ],
    });
    expect(svg).toMatch(/&lt;one&gt;/);
    expect(svg).not.toMatch(/NaN|<one>/);
    for (const [, x, y] of svg.matchAll(/translate\(([\d.]+) ([\d.]+)\)"/g)) {
      expect(Number(x)).toBeLessThanOrEqual(980);
      expect(Number(y)).toBeLessThanOrEqual(380);
    }
  });
});

describe('asm-fit compare', () => {
  it('sets all methods side by side on a capture with truth', () => {
    const out = join(temporaryFolder(), 'out');
    const demo = join(import.meta.dirname, '..', '..', 'data', 'demo');
    const run = runCli(
      'compare',
      demo,
      '-o',
      out,
      '--views',
      '0,1,3',
      '--preset',
      'fast',
      '--ignore-cameras',
      '--json',
    );
    expect(run.code, run.stderr).toBe(0);
    const json = JSON.parse(run.stdout);
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toEqual(json);
    expect(Object.keys(json.methods)).toEqual([
      'template',
      'deca',
      'landmarks',
      'morphable',
      'asm-bones',
      'asm-binding',
      'asm-gmm',
      'asm',
      'asm-k1',
      'asm-k3',
      'asm-k5',
      'asm-detail',
    ]);
    const { template, deca, landmarks, asm } = json.methods;
    for (const method of Object.values<Record<string, number>>(json.methods)) {
      expect(method).toMatchObject({ protocol: 'now', parameterCount: expect.any(Number) });
      expect(method.meanMm).toBeGreaterThan(0.2);
      expect(existsSync(join(out, String(method.mesh)))).toBe(true);
    }
    expect(asm.parameterCount).toBe(1932);
    expect(json.methods['asm-bones'].parameterCount).toBe(756);
    expect(asm.meanMm).toBeLessThan(Math.min(deca.meanMm, landmarks.meanMm, 0.9));
    expect(deca.meanMm).toBeLessThan(template.meanMm);
    expect(asm.images.psnrDb).toBeGreaterThan(template.images.psnrDb + 1);
    expect(asm.images.ssim).toBeGreaterThan(template.images.ssim);
    expect(asm.heldOut.image).toBe(json.heldOutView);
    expect(asm.heldOut.psnrDb).toBeGreaterThan(25);
    expect(json.decaAlone).toHaveLength(3);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).not.toMatch(/(src|href)="(?!data:)/);
    for (const heading of ['Expressive power', 'Parameters', 'Image quality']) expect(page).toContain(`<h2>${heading}`);
    const again = runCli(
      'evaluate',
      join(out, 'meshes', 'asm.obj'),
      join(demo, 'truth.obj'),
      '--mesh-landmarks',
      landmarksOf(out, asm),
      '--json',
    );
    expect(JSON.parse(again.stdout).meanMm).toBeCloseTo(asm.meanMm, 3);
  });

  function landmarksOf(out: string, { landmarks68 }: { landmarks68: number[][] }): string {
    const path = join(out, 'marks.json');
    writeFileSync(path, JSON.stringify(landmarks68));
    return path;
  }
});
