import { structuralSimilarity } from '../../src/evaluation/compare/image-quality.ts';
import { blurPlane } from '../../src/image/blur-plane.ts';
import { DARKEST } from '../../src/render/texture/albedo-prior.ts';
import type { TrainingChart } from '../../src/texture-gan/data/training-chart.ts';

/** How near a completed texture is to the truth, over what was missing. */
export interface TextureMeasures {
  /** Mean |log ratio| of a channel. */
  readonly l1: number;
  /** Structural similarity of the logarithms of green (Wang 2004), windows of two box means of 7 texels. */
  readonly ssim: number;
  /**
   * Root mean square of detail in four octaves over the truth's, finest first: 1 is as sharp as the truth. An octave is
   * the difference of blurs over 1, 2, 4, 8, 16 texels.
   */
  readonly spectrum: readonly number[];
}

const WINDOW = 3;
const RADII = [0, 1, 2, 4, 8] as const;

/** Green of a completed texture and of the truth, as logarithms [size, size]. */
export function greens({ filled, target }: TrainingChart, albedo: Float32Array): readonly [Float32Array, Float32Array] {
  const log = (data: Float32Array, i: number): number => Math.log(Math.max(DARKEST, data[3 * i + 1]));
  return [filled.share.map((_, i) => log(albedo, i)), target[1].map((x, i) => log(filled.albedo, i) + x)];
}

/** @param albedo the completed texture [size, size, 3] */
export function textureMeasures(chart: TrainingChart, albedo: Float32Array): TextureMeasures {
  const { filled, target, missing } = chart;
  let [l1, total] = [0, 0];
  for (let i = 0; i < missing.length; i++) {
    total += missing[i];
    for (let c = 0; c < 3; c++) {
      const change = Math.log(Math.max(DARKEST, albedo[3 * i + c]) / Math.max(DARKEST, filled.albedo[3 * i + c]));
      l1 += (missing[i] * Math.abs(change - target[c][i])) / 3;
    }
  }
  const [made, truth] = greens(chart, albedo);
  const { size } = filled;
  return {
    l1: l1 / total,
    ssim: similarity(made, truth, missing, size),
    spectrum: spectrum(made, truth, missing, size),
  };
}

function similarity(a: Float32Array, b: Float32Array, weight: Float32Array, size: number): number {
  const mean = (of: (i: number) => number): Float32Array =>
    blurPlane(
      a.map((_, i) => of(i)),
      size,
      WINDOW,
    );
  const [ma, mb] = [mean((i) => a[i]), mean((i) => b[i])];
  const [aa, bb, ab] = [mean((i) => a[i] ** 2), mean((i) => b[i] ** 2), mean((i) => a[i] * b[i])];
  let [sum, total] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    if (weight[i] === 0) continue;
    const variances = [Math.max(0, aa[i] - ma[i] ** 2), Math.max(0, bb[i] - mb[i] ** 2)] as const;
    sum += weight[i] * structuralSimilarity([ma[i], mb[i]], variances, ab[i] - ma[i] * mb[i]);
    total += weight[i];
  }
  return sum / total;
}

function spectrum(made: Float32Array, truth: Float32Array, weight: Float32Array, size: number): number[] {
  const blurs = (plane: Float32Array): Float32Array[] =>
    RADII.map((radius) => (radius === 0 ? plane : blurPlane(plane, size, radius)));
  const [a, b] = [blurs(made), blurs(truth)];
  return RADII.slice(1).map((_, k) => {
    let [own, wanted] = [0, 0];
    for (let i = 0; i < weight.length; i++) {
      own += weight[i] * (a[k][i] - a[k + 1][i]) ** 2;
      wanted += weight[i] * (b[k][i] - b[k + 1][i]) ** 2;
    }
    return Math.sqrt(own / Math.max(1e-12, wanted));
  });
}
