import { pixelsPerMm } from '../../geometry/camera.ts';
import { SH_BANDS, shBasis } from '../../geometry/spherical-harmonics.ts';
import { SHADING } from '../../kernels/jobs/terms/shading.ts';
import type { Kernels, RealArray } from '../../kernels/kernel.ts';
import { shareOut } from '../../kernels/runtime/share-out.ts';
import { irradiance, packLight } from '../../render/light/sh-lighting.ts';
import { type SampleNormals, sampleNormals, sampleNormalsBackward } from '../evidence/pixels/sample-normals.ts';
import { shadingImages } from '../evidence/pixels/shading-images.ts';
import { REFERENCE_SAMPLES } from '../evidence/pixels/surface-samples.ts';
import { QUADRATIC } from '../solvers/robust-kernel.ts';
import { type ColorProbes, probeColors } from './color-probes.ts';
import { type HeldLight, holdLight, type ShadedSamples } from './held-light.ts';
import { slopeWriter } from './residual-rows.ts';
import type { HeldTerm, RowTerm, SeenPoints, StagePixels, TermDefinition } from './term.ts';

/**
 * Photometric term with lighting: a surface point's colour in a view is its albedo, one for all views, times
 * the view's second-order spherical-harmonics irradiance at its normal.
 *   r_ivc = I_vc(p_iv) - a_ic E_vc(n_i),  E_vc(n) = sum_b H_b(n) gamma_vbc
 *   L = factor sum_ivc w_iv r_ivc^2/(2 s^2)
 * The albedo is eliminated (variable projection): a_ic = sum_v w I E/sum_v w E^2. Light gamma and weights w (visibility
 * times a robust weight) hold still between refreshes. [DECA21] eq. 6 with one albedo a point in place of a texture model.
 */
export const SHADING_TERM: TermDefinition = {
  name: 'shading',
  reported: 'photometric',
  on: 'samples',
  rowsPerView: 3,
  open({ kernels, pixels }, perReference) {
    if (pixels === null) throw new Error('the shading term needs pixels');
    const { views, cameras, blurMm, samples, visibility } = pixels;
    const sigmas = cameras.map((camera) => blurMm * pixelsPerMm(camera));
    const images = shadingImages(kernels, views, sigmas);
    const masks = views.map((view) => view.mask);
    const factor = (perReference * REFERENCE_SAMPLES) / samples.count;
    return {
      hold(seen) {
        const { normals } = normalsOf(kernels, pixels, seen);
        const { cameras: now, points } = seen;
        const shaded = { images, masks, visibility: visibility.weights };
        const light = holdLight(kernels, shaded, { cameras: now, points, normals });
        return light === null ? null : heldShading(kernels, pixels, light, factor);
      },
    };
  },
};

function heldShading(kernels: Kernels, pixels: StagePixels, light: HeldLight, factor: number): HeldTerm {
  return {
    rows(seen) {
      const { normals } = normalsOf(kernels, pixels, seen);
      return shadingTerm(light, probeColors(kernels, light.images, light.weights, seen), normals, factor);
    },
    fused(seen, out) {
      const facing = normalsOf(kernels, pixels, seen);
      const gradNormals = kernels.memory.real(facing.normals.length);
      const samples = { cameras: seen.cameras, points: seen.points, normals: facing.normals };
      const gradient = { pixels: out.pixels, normals: gradNormals };
      const loss = shadingLoss(kernels, { light, factor }, samples, gradient);
      const { positions, triangles } = skinOf(seen);
      const { samples: places } = pixels;
      sampleNormalsBackward(kernels, places, positions, triangles, facing, gradNormals, out.positions);
      return loss;
    },
  };
}

function normalsOf(kernels: Kernels, { samples }: StagePixels, seen: SeenPoints): SampleNormals {
  const { positions, triangles } = skinOf(seen);
  return sampleNormals(kernels, samples, positions, triangles);
}

function skinOf({ skin }: SeenPoints): NonNullable<SeenPoints['skin']> {
  if (skin === null) throw new Error('the shading term needs a stage that moves the skin');
  return skin;
}

const PARTS = 4;

/** A held light and the term's weight. */
export interface ShadingWeight {
  readonly light: HeldLight;
  readonly factor: number;
}

/** Gradients of samples in kernel memory: on their pixels [V, N, 2] and on their normals [N, 3]. */
export interface ShadingGradient {
  readonly pixels: RealArray;
  readonly normals: RealArray;
}

/** The fused path: loss and gradients. @param gradOut accumulated into */
export function shadingLoss(
  kernels: Kernels,
  { light, factor }: ShadingWeight,
  samples: ShadedSamples,
  gradOut: ShadingGradient,
): number {
  const { memory } = kernels;
  const { scale } = light;
  const probes = probeColors(kernels, light.images, light.weights, samples);
  const lights = memory.room(4 * SH_BANDS * samples.cameras.length);
  light.lights.forEach((ofView, v) => {
    packLight(ofView, lights.subarray(4 * SH_BANDS * v));
  });
  const job = {
    ...probes,
    lights,
    normals: samples.normals,
    scale,
    factor,
    gradPixels: gradOut.pixels,
    gradNormals: gradOut.normals,
  };
  const jobs = shareOut(probes.count, PARTS).map((range) => ({ ...job, ...range, loss: memory.double(1) }));
  kernels.run(SHADING, jobs);
  return jobs.reduce((sum, { loss }) => sum + loss[0], 0);
}

/**
 * The plain form, three rows a view, normals held: the albedo being where the loss is stationary, residuals at it have
 * the loss's gradient.
 * @param normals [N, 3]
 */
export function shadingTerm(light: HeldLight, probes: ColorProbes, normals: RealArray, factor: number): RowTerm {
  const { viewCount, count, color, slopeX, slopeY, weight } = probes;
  return {
    rowsPerView: 3,
    kernel: QUADRATIC,
    precisions: new Float64Array(viewCount).fill(1 / light.scale ** 2),
    mean: 'kept',
    factor,
    write({ rig, cameras, points }, rows) {
      const writeSlope = slopeWriter(rig, rows);
      const basis = new Float64Array(SH_BANDS);
      const shades = Array.from({ length: viewCount }, () => new Float64Array(3));
      for (let i = 0; i < count; i++) {
        shBasis(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], basis);
        const views = Array.from(shades.keys()).filter((v) => weight[v * count + i] > 0);
        if (views.length < 2) continue;
        for (const v of views) irradiance(light.lights[v], basis, shades[v]);
        for (let c = 0; c < 3; c++) {
          let [over, under] = [0, 0];
          for (const v of views) {
            const k = v * count + i;
            over += weight[k] * color[4 * k + c] * shades[v][c];
            under += weight[k] * shades[v][c] ** 2;
          }
          for (const v of views) {
            const k = v * count + i;
            const row = 3 * (i * viewCount + v) + c;
            rows.weights[row] = weight[k];
            rows.residuals[row] = color[4 * k + c] - (over / Math.max(1e-12, under)) * shades[v][c];
            writeSlope(row, cameras[v], points[v], i, slopeX[4 * k + c], slopeY[4 * k + c]);
          }
        }
      }
    },
  };
}
