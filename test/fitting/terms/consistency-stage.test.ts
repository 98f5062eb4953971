import { describe, expect, it } from 'vitest';
import type { WorkingView } from '../../../src/capture/working-view.ts';
import { greyViews, viewFeatures } from '../../../src/fitting/evidence/pixels/feature-images.ts';
import { REFERENCE_SAMPLES } from '../../../src/fitting/evidence/pixels/surface-samples.ts';
import {
  CONSISTENCY_TERM,
  consistencyTerm,
  probeFeatures,
  residualScale,
} from '../../../src/fitting/terms/consistency-term.ts';
import type { HeldTerm, TermStage } from '../../../src/fitting/terms/term.ts';
import type { ShapePoints } from '../../../src/head/shape/shape-space.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { expectClose } from '../../helpers/close.ts';
import { COUNT, cameras, groups, images, points, RIGS } from '../../helpers/fitting/compared-views.ts';
import { freePoints, fromRows, originOf, seenAt } from '../../helpers/fitting/free-points.ts';
import { throughPixels } from '../../helpers/fitting/pixel-gradient.ts';
import { texturedImage } from '../../helpers/fitting/textured-views.ts';
import { normals } from '../../helpers/gradient-check.ts';

const kernels = plainKernels();
const unmoved = cameras.map(() => points);
const probes = probeFeatures(kernels, images, cameras, unmoved);

describe("the consistency term's scale", () => {
  it('is from the median residual of the samples that two views see', () => {
    const { value, weight } = probes;
    const sizes = Array.from({ length: COUNT }, (_, i) => {
      const seen = [0, 1, 2].map((v) => v * COUNT + i).filter((k) => weight[k] > 0);
      const total = seen.reduce((sum, k) => sum + weight[k], 0);
      const mean = seen.reduce((sum, k) => sum + weight[k] * value[k], 0) / total;
      return seen.length < 2 ? [] : seen.map((k) => Math.abs(value[k] - mean));
    })
      .flat()
      .sort((a, b) => a - b);
    // Three values no view shows, and one a view alone.
    expect(sizes).toHaveLength(3 * COUNT - 4);
    expectClose([residualScale(probes)], [1.4826 * sizes[sizes.length >> 1]], { rtol: 1e-12 });
  });

  it('leaves out samples that one view alone sees, and has a least', () => {
    const { value } = probes;
    // Four samples are seen twice, the others once.
    const few = new Float64Array(3 * COUNT).fill(1, 0, COUNT + 4);
    const halves = [0, 1, 2, 3].map((i) => Math.abs(value[i] - value[COUNT + i]) / 2).sort((a, b) => a - b);
    expectClose([residualScale({ ...probes, weight: few })], [1.4826 * halves[2]], { rtol: 1e-12 });
    const alone = { ...probes, weight: new Float64Array(3 * COUNT).fill(1, 0, COUNT) };
    expect(residualScale(alone)).toBeNaN();
    expect(residualScale({ ...probes, value: new Float64Array(3 * COUNT) })).toBe(1e-3);
  });
});

describe('the consistency term of a stage', () => {
  const BLUR_MM = 2;
  const WEIGHT = 0.25;
  const views = [1, 2, 3].map((seed) => {
    const image = texturedImage(seed);
    const mask = new Uint8Array(image.width * image.height).fill(1);
    return { image, mask, labels: null, scale: 1, offsetX: 0, offsetY: 0 };
  }) satisfies WorkingView[];
  const greys = greyViews(kernels.memory, views, 'grey');
  const { visibility } = images;
  const stage = (over: Partial<NonNullable<TermStage['pixels']>> = {}): TermStage => ({
    kernels,
    landmarks: cameras.map(() => null),
    bias: null,
    noise: { sigmaMm: 5, kappa: 3, gapSigmaMm: 1, partedShare: 0, errorByYaw: [[0, 1]] },
    pixels: { views, greys, samples: { count: COUNT } as ShapePoints, blurMm: BLUR_MM, cameras, visibility, ...over },
  });
  const free = freePoints(RIGS[0][1], groups, cameras, points);
  const seen = seenAt(free, originOf(free));
  const own = { features: viewFeatures(kernels, greys, cameras, BLUR_MM), visibility };
  const elsewhere = seenAt(
    free,
    originOf(free).map((_, i) => (i < free.rig.parameterCount ? 0 : normals(200, 4, 0.3)[i])),
  );
  const open = CONSISTENCY_TERM.open(stage(), WEIGHT);
  const held = open.hold(seen, null) as HeldTerm;

  it('measures its scale where it is first held, and its weight is that of 4,500 samples', () => {
    const probes = probeFeatures(kernels, own, cameras, seen.points);
    const scale = residualScale(probes);
    expect(held.scale).toBe(scale);
    const factor = (WEIGHT * REFERENCE_SAMPLES) / COUNT;
    expect(REFERENCE_SAMPLES).toBe(4500);
    const expected = fromRows(free, () => consistencyTerm({ scale, factor }, probes));
    const found = fromRows(free, held.rows);
    expectClose([found.loss], [expected.loss], { rtol: 1e-12 });
    expectClose(found.gradient, expected.gradient, { rtol: 1e-12, atol: 1e-12 });
  });

  it('keeps that scale as long as it is held', () => {
    const again = open.hold(elsewhere, held) as HeldTerm;
    expect(again.scale).toBe(held.scale);
    expect(open.hold(elsewhere, null)?.scale).not.toBe(held.scale);
    const probes = probeFeatures(kernels, own, elsewhere.cameras, elsewhere.points);
    expect(Array.from(again.rows(elsewhere).precisions)).toEqual(new Array(3).fill(1 / (held.scale as number) ** 2));
    const values = { residuals: new Float64Array(3 * COUNT), weights: new Float64Array(3 * COUNT) };
    const room = { slopes: new Float64Array(9 * COUNT), rigs: new Float64Array(21 * COUNT) };
    // Looks at where points are now, not where they were when it was held.
    for (const term of [again.rows(elsewhere), held.rows(elsewhere)]) {
      term.write(elsewhere, { count: COUNT, viewCount: 3, rowsPerView: 1, ...values, ...room });
      for (let k = 0; k < 3 * COUNT; k++)
        if (probes.weight[k] > 0)
          expect(values.residuals[(k % COUNT) * 3 + Math.floor(k / COUNT)]).toBe(probes.value[k]);
    }
  });

  it('has a fused path with the loss and gradient of its rows, in pixels', () => {
    const pixels = new Float64Array(2 * 3 * COUNT);
    const untouched = { points: [], rig: new Float64Array(0), positions: new Float64Array(0) };
    const { loss, gradient } = fromRows(free, held.rows);
    expectClose([held.fused?.(seen, { ...untouched, pixels }) ?? Number.NaN], [loss], { rtol: 1e-12 });
    const size = Math.max(...Array.from(gradient, Math.abs));
    expect(size).toBeGreaterThan(0.1);
    expectClose(throughPixels(free, pixels), gradient, { rtol: 1e-9, atol: 1e-12 * size });
  });

  it('is nothing where no two views see a sample, and not to be had without pixels', () => {
    const weights = cameras.map((_, v) => new Float64Array(COUNT).fill(v === 0 ? 1 : 0));
    const alone = stage({ visibility: { ...visibility, weights } });
    expect(CONSISTENCY_TERM.open(alone, WEIGHT).hold(seen, null)).toBeNull();
    expect(() => CONSISTENCY_TERM.open({ ...stage(), pixels: null }, WEIGHT)).toThrow(/needs pixels/);
  });
});
