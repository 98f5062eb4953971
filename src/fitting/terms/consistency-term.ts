import { type Camera, packCamera } from '../../geometry/camera.ts';
import { CAMERA_NUMBERS } from '../../kernels/jobs/points/projection.ts';
import { CONSISTENCY, HUBER, meanOverViews } from '../../kernels/jobs/terms/consistency.ts';
import { FEATURE_PROBE, FEATURE_TAPS } from '../../kernels/jobs/terms/surface-feature.ts';
import { type Kernels, type RealArray, realCopy } from '../../kernels/kernel.ts';
import { shareOut } from '../../kernels/runtime/share-out.ts';
import { type SurfaceFeature, viewFeatures } from '../evidence/pixels/feature-images.ts';
import { REFERENCE_SAMPLES } from '../evidence/pixels/surface-samples.ts';
import type { Visibility } from '../evidence/pixels/visibility.ts';
import { huberKernel } from '../solvers/robust-kernel.ts';
import { slopeWriter } from './residual-rows.ts';
import type { HeldTerm, RowTerm, SeenPoints, TermDefinition } from './term.ts';

/** Pixels of the views against one another. Descent holds the robust scale from where a stage first measures it; damped steps measure it anew. */
export const CONSISTENCY_TERM: TermDefinition = {
  name: 'consistency',
  reported: 'photometric',
  on: 'samples',
  rowsPerView: 1,
  open({ kernels, pixels }, perReference) {
    if (pixels === null) throw new Error('the consistency term needs pixels');
    const { greys, cameras, blurMm, samples, visibility } = pixels;
    const images = { features: viewFeatures(kernels, greys, cameras, blurMm), visibility };
    const factor = (perReference * REFERENCE_SAMPLES) / samples.count;
    return {
      hold(seen, before) {
        if (before?.scale !== undefined) return heldConsistency(kernels, images, { scale: before.scale, factor }, null);
        const probes = probeFeatures(kernels, images, seen.cameras, seen.points);
        const scale = residualScale(probes);
        return Number.isNaN(scale) ? null : heldConsistency(kernels, images, { scale, factor }, { seen, probes });
      },
    };
  },
};

/** @param known probes at some points, so that rows there need no second look */
function heldConsistency(
  kernels: Kernels,
  images: ProbedImages,
  weight: ConsistencyWeight,
  known: { readonly seen: SeenPoints; readonly probes: Probes } | null,
): HeldTerm {
  const probe = (seen: SeenPoints): Probes => probeFeatures(kernels, images, seen.cameras, seen.points);
  return {
    scale: weight.scale,
    rows: (seen) => consistencyTerm(weight, seen === known?.seen ? known.probes : probe(seen)),
    fused: (seen, out) => consistencyLoss(kernels, weight, probe(seen), out.pixels),
  };
}

/** What surface points are looked up in. */
export interface ProbedImages {
  readonly features: readonly SurfaceFeature[];
  readonly visibility: Visibility;
}

/**
 * Cross-view consistency of locally contrast-normalised pixels: a surface point looks alike in all
 * views that see it, whatever its albedo and light.
 *   r_iv = c_v(p_iv) - m_i,  m_i = sum_v w_iv c_v / sum_v w_iv
 *   L = factor sum_iv w_iv huber(r_iv/s)
 * s: a robust scale of the residuals; m is eliminated (variable projection).
 */
export interface ConsistencyWeight {
  /** Robust scale s; residuals beyond 1.5 s count linearly. */
  readonly scale: number;
  readonly factor: number;
}

/** Feature and its derivative in pixels per view and sample, in kernel memory. */
export interface Probes {
  readonly viewCount: number;
  readonly count: number;
  /** [V, N] */
  readonly value: RealArray;
  /** [V, N, 2] */
  readonly gradient: RealArray;
  /** [V, N], 0 where a view does not show the sample */
  readonly weight: RealArray;
}

const PARTS = 4;

/** @param points samples in head space as each view shows them [views][N, 3], in kernel memory */
export function probeFeatures(
  kernels: Kernels,
  { features, visibility }: ProbedImages,
  cameras: readonly Camera[],
  points: readonly RealArray[],
): Probes {
  const { memory } = kernels;
  const count = points[0].length / 3;
  const viewCount = cameras.length;
  const probes = {
    viewCount,
    count,
    value: memory.room(viewCount * count),
    gradient: memory.room(2 * viewCount * count),
    weight: memory.room(viewCount * count),
  };
  const taps = realCopy(memory, FEATURE_TAPS);
  kernels.run(
    FEATURE_PROBE,
    cameras.map((camera, v) => {
      const { view, fine, pair, pairStep, sigmaMm } = features[v];
      return {
        fine,
        pair,
        pairStep,
        mask: view.mask,
        width: view.width,
        height: view.height,
        camera: packCamera(camera, memory.double(CAMERA_NUMBERS)),
        points: points[v],
        footprints: visibility.footprints[v],
        visibility: visibility.weights[v],
        taps,
        tapCount: FEATURE_TAPS.length / 3,
        count,
        sigmaMm,
        value: probes.value.subarray(v * count, (v + 1) * count),
        gradient: probes.gradient.subarray(2 * v * count, 2 * (v + 1) * count),
        weight: probes.weight.subarray(v * count, (v + 1) * count),
      };
    }),
  );
  return probes;
}

/** 1.4826 times the median absolute residual: the robust scale s of the term; NaN where no sample is seen twice. */
export function residualScale(probes: Probes): number {
  const { viewCount, count, value, weight } = probes;
  const sizes = new Float64Array(viewCount * count);
  let found = 0;
  for (let i = 0; i < count; i++) {
    const mean = meanOverViews(probes, i);
    if (Number.isNaN(mean)) continue;
    for (let k = i; k < viewCount * count; k += count) if (weight[k] > 0) sizes[found++] = Math.abs(value[k] - mean);
  }
  if (found === 0) return Number.NaN;
  return Math.max(1e-3, 1.4826 * sizes.subarray(0, found).sort()[found >> 1]);
}

/** Loss and gradients. @param gradPixelsOut [V, N, 2] in kernel memory, accumulated into */
export function consistencyLoss(
  kernels: Kernels,
  { scale, factor }: ConsistencyWeight,
  probes: Probes,
  gradPixelsOut: RealArray,
): number {
  const job = { ...probes, scale, factor, gradPixels: gradPixelsOut };
  const jobs = shareOut(probes.count, PARTS).map((range) => ({ ...job, ...range, loss: kernels.memory.double(1) }));
  kernels.run(CONSISTENCY, jobs);
  return jobs.reduce((sum, { loss }) => sum + loss[0], 0);
}

/** The term's plain form: rows of probed values, of which {@link consistencyLoss} is the fused path. */
export function consistencyTerm({ scale, factor }: ConsistencyWeight, probes: Probes): RowTerm {
  const { viewCount, count, value, gradient, weight } = probes;
  return {
    rowsPerView: 1,
    kernel: huberKernel(HUBER),
    precisions: new Float64Array(viewCount).fill(1 / scale ** 2),
    mean: 'eliminated',
    factor,
    write({ rig, cameras, points }, rows) {
      const writeSlope = slopeWriter(rig, rows);
      for (let i = 0; i < count; i++)
        for (let v = 0; v < viewCount; v++) {
          const k = v * count + i;
          if (weight[k] === 0) continue;
          const row = i * viewCount + v;
          rows.weights[row] = weight[k];
          rows.residuals[row] = value[k];
          writeSlope(row, cameras[v], points[v], i, gradient[2 * k], gradient[2 * k + 1]);
        }
    },
  };
}
