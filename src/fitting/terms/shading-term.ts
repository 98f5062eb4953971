import { type Camera, packCamera, project } from '../../geometry/camera.ts';
import { SH_BANDS, shBasis } from '../../geometry/spherical-harmonics.ts';
import { CAMERA_NUMBERS } from '../../kernels/jobs/points/projection.ts';
import { COLOR_PROBE, SHADING } from '../../kernels/jobs/terms/shading.ts';
import { type Kernels, type RealArray, realCopy } from '../../kernels/kernel.ts';
import { shareOut } from '../../kernels/runtime/share-out.ts';
import { fitLight } from '../../render/light/fit-light.ts';
import { irradiance, packLight } from '../../render/light/sh-lighting.ts';
import type { ShadingImage } from '../evidence/shading-images.ts';

/**
 * Photometric term with lighting: a surface point's colour in a view is its albedo, one for all views, times
 * the view's second-order spherical-harmonics irradiance at its normal.
 *   r_ivc = I_vc(p_iv) - a_ic E_vc(n_i),  E_vc(n) = sum_b H_b(n) gamma_vbc
 *   L = factor sum_ivc w_iv r_ivc^2/(2 s^2)
 * The albedo is eliminated (variable projection): a_ic = sum_v w I E/sum_v w E^2. Light gamma and weights w (visibility
 * times a robust weight) hold still between refreshes. [DECA21] eq. 6 with one albedo a point in place of a texture model.
 */
export interface ShadingTerm {
  readonly images: readonly ShadingImage[];
  /** gamma of each view [9, 3] */
  readonly lights: readonly Float64Array[];
  /** [views][N] in kernel memory */
  readonly weights: readonly RealArray[];
  /** Robust scale s, linear light. */
  readonly scale: number;
  readonly factor: number;
}

const HUBER = 1.5;
const MIN_SCALE = 2e-3;
/** Light and albedo are found in turns. */
const TURNS = 3;
const PARTS = 4;

/**
 * The term at a state: each view's light by least squares, robust weights, and their scale.
 * @param masks of the images [views][h, w]
 * @param visibility how much a view says about a sample [views][N]
 * @param points samples as each view shows them [views][N, 3]
 * @param normals unit normals of the samples [N, 3]
 * @returns null where no sample is seen twice
 */
export function shadingTerm(
  kernels: Kernels,
  images: readonly ShadingImage[],
  masks: readonly Uint8Array[],
  visibility: readonly RealArray[],
  cameras: readonly Camera[],
  points: readonly RealArray[],
  normals: Float64Array,
  factor: number,
): ShadingTerm | null {
  const count = normals.length / 3;
  const probes = probeColors(kernels, images, visibility, cameras, points);
  hideMasked(probes, images, masks, cameras, points);
  const observed = images.map((_, v) => colorsOf(probes, v));
  const weights = images.map((_, v) => Float64Array.from(probes.weight.subarray(v * count, (v + 1) * count)));
  const albedo = new Float64Array(3 * count).fill(1);
  let lights: Float64Array[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    lights = images.map((_, v) => fitLight({ normals, albedo, observed: observed[v], weights: weights[v] }));
    fitAlbedo(lights, weights, observed, normals, albedo);
  }
  const sizes = residualSizes(lights, weights, observed, normals, albedo);
  const sorted = Float64Array.from(
    sizes.flatMap((size) => Array.from(size)).filter((size) => !Number.isNaN(size)),
  ).sort();
  if (sorted.length === 0) return null;
  const scale = Math.max(MIN_SCALE, 1.4826 * sorted[sorted.length >> 1]);
  const robust = weights.map((weight, v) =>
    realCopy(
      kernels.memory,
      weight.map((w, i) =>
        Number.isNaN(sizes[v][i]) ? w : w * Math.min(1, (HUBER * scale) / Math.max(1e-12, sizes[v][i])),
      ),
    ),
  );
  return { images, lights, weights: robust, scale, factor };
}

/**
 * Loss and gradients.
 * @param normals [N, 3] in kernel memory, like the gradients
 * @param gradPixelsOut [V, N, 2], gradNormalsOut [N, 3], both accumulated into
 */
export function shadingLoss(
  kernels: Kernels,
  term: ShadingTerm,
  cameras: readonly Camera[],
  points: readonly RealArray[],
  normals: RealArray,
  gradPixelsOut: RealArray,
  gradNormalsOut: RealArray,
): number {
  const { memory } = kernels;
  const { scale, factor } = term;
  const probes = probeColors(kernels, term.images, term.weights, cameras, points);
  const lights = memory.room(4 * SH_BANDS * cameras.length);
  term.lights.forEach((light, v) => {
    packLight(light, lights.subarray(4 * SH_BANDS * v));
  });
  const job = { ...probes, lights, normals, scale, factor, gradPixels: gradPixelsOut, gradNormals: gradNormalsOut };
  const jobs = shareOut(probes.count, PARTS).map((range) => ({ ...job, ...range, loss: memory.double(1) }));
  kernels.run(SHADING, jobs);
  return jobs.reduce((sum, { loss }) => sum + loss[0], 0);
}

/** Colours per view and sample, in kernel memory. */
interface ColorProbes {
  readonly viewCount: number;
  readonly count: number;
  /** [V, N, 4] */
  readonly color: RealArray;
  readonly slopeX: RealArray;
  readonly slopeY: RealArray;
  /** [V, N] */
  readonly weight: RealArray;
}

function probeColors(
  kernels: Kernels,
  images: readonly ShadingImage[],
  visibility: readonly RealArray[],
  cameras: readonly Camera[],
  points: readonly RealArray[],
): ColorProbes {
  const { memory } = kernels;
  const viewCount = cameras.length;
  const count = points[0].length / 3;
  const values = (width: number): RealArray => memory.room(width * viewCount * count);
  const probes = { viewCount, count, color: values(4), slopeX: values(4), slopeY: values(4), weight: values(1) };
  kernels.run(
    COLOR_PROBE,
    cameras.map((camera, v) => {
      const own = (values: RealArray, width: number): RealArray =>
        values.subarray(width * v * count, width * (v + 1) * count);
      return {
        image: images[v].pixels,
        width: images[v].width,
        height: images[v].height,
        camera: packCamera(camera, memory.double(CAMERA_NUMBERS)),
        points: points[v],
        count,
        visibility: visibility[v],
        color: own(probes.color, 4),
        slopeX: own(probes.slopeX, 4),
        slopeY: own(probes.slopeY, 4),
        weight: own(probes.weight, 1),
      };
    }),
  );
  return probes;
}

/** Takes the weight of samples whose pixel does not count. */
function hideMasked(
  { count, weight }: ColorProbes,
  images: readonly ShadingImage[],
  masks: readonly Uint8Array[],
  cameras: readonly Camera[],
  points: readonly RealArray[],
): void {
  cameras.forEach((camera, v) => {
    const pixels = project(camera, points[v]);
    for (let i = 0; i < count; i++) {
      if (weight[v * count + i] === 0) continue;
      const pixel = Math.floor(pixels[3 * i + 1]) * images[v].width + Math.floor(pixels[3 * i]);
      if (masks[v][pixel] === 0) weight[v * count + i] = 0;
    }
  });
}

/** One view's colours [N, 3]. */
function colorsOf({ count, color }: ColorProbes, v: number): Float64Array {
  const out = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) out[3 * i + c] = color[4 * (v * count + i) + c];
  return out;
}

/** Least-squares albedo of all samples; 0 where fewer than two views see one: a single view says nothing about its light. */
function fitAlbedo(
  lights: readonly Float64Array[],
  weights: readonly Float64Array[],
  observed: readonly Float64Array[],
  normals: Float64Array,
  albedoOut: Float64Array,
): void {
  const basis = new Float64Array(SH_BANDS);
  const shade = new Float64Array(3);
  for (let i = 0; i < normals.length / 3; i++) {
    shBasis(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], basis);
    const over = [0, 0, 0];
    const under = [0, 0, 0];
    let seen = 0;
    for (let v = 0; v < lights.length; v++) {
      const w = weights[v][i];
      if (w === 0) continue;
      seen++;
      irradiance(lights[v], basis, shade);
      for (let c = 0; c < 3; c++) {
        over[c] += w * observed[v][3 * i + c] * shade[c];
        under[c] += w * shade[c] ** 2;
      }
    }
    for (let c = 0; c < 3; c++) albedoOut[3 * i + c] = seen < 2 ? 0 : over[c] / Math.max(1e-12, under[c]);
  }
}

/** Length of each residual [views][N], NaN where the sample does not count. */
function residualSizes(
  lights: readonly Float64Array[],
  weights: readonly Float64Array[],
  observed: readonly Float64Array[],
  normals: Float64Array,
  albedo: Float64Array,
): Float64Array[] {
  const basis = new Float64Array(SH_BANDS);
  const shade = new Float64Array(3);
  const out = weights.map(({ length }) => new Float64Array(length).fill(Number.NaN));
  for (let i = 0; i < normals.length / 3; i++) {
    const seen = weights.filter((weight) => weight[i] > 0).length;
    if (seen < 2) continue;
    shBasis(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], basis);
    for (let v = 0; v < lights.length; v++) {
      if (weights[v][i] === 0) continue;
      irradiance(lights[v], basis, shade);
      let square = 0;
      for (let c = 0; c < 3; c++) square += (observed[v][3 * i + c] - albedo[3 * i + c] * shade[c]) ** 2;
      out[v][i] = Math.sqrt(square);
    }
  }
  return out;
}
