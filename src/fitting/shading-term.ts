import type { LinearImage } from '../capture/image.ts';
import { sampleBilinear, sampleBilinearGradient } from '../capture/image.ts';
import { type Camera, project } from '../geometry/camera.ts';
import { fitLight } from '../render/fit-light.ts';
import { gaussianBlur } from '../render/gaussian-blur.ts';
import { irradiance, SH_BANDS, shBasis, shBasisBackward } from '../render/sh-lighting.ts';
import type { WorkingView } from './working-view.ts';

/**
 * Photometric term with lighting: a surface point's colour in a view is its albedo, one for all views, times
 * the view's second-order spherical-harmonics irradiance at its normal.
 *   r_ivc = I_vc(p_iv) - a_ic E_vc(n_i),  E_vc(n) = sum_b H_b(n) gamma_vbc
 *   L = factor sum_ivc w_iv r_ivc^2/(2 s^2)
 * The albedo is eliminated (variable projection): a_ic = sum_v w I E/sum_v w E^2. Light gamma and weights w (visibility
 * times a robust weight) hold still between refreshes. [DECA21] eq. 6 with one albedo a point in place of a texture model.
 */
export interface ShadingTerm {
  /** Linear light, blurred. */
  readonly images: readonly LinearImage[];
  /** gamma of each view [9, 3] */
  readonly lights: readonly Float64Array[];
  /** [views][N] */
  readonly weights: readonly Float64Array[];
  /** Robust scale s, linear light. */
  readonly scale: number;
  readonly factor: number;
}

const HUBER = 1.5;
const MIN_SCALE = 2e-3;
/** Light and albedo are found in turns. */
const TURNS = 3;

/** Blurs the photographs for the term. */
export function shadingImages(views: readonly WorkingView[], sigmaPixels: readonly number[]): LinearImage[] {
  return views.map(({ image }, v) => {
    const { width, height } = image;
    const out = new Float32Array(3 * width * height);
    for (let c = 0; c < 3; c++) {
      const channel = Float32Array.from({ length: width * height }, (_, i) => image.data[3 * i + c]);
      const blurred = gaussianBlur(channel, width, height, sigmaPixels[v]);
      for (let i = 0; i < blurred.length; i++) out[3 * i + c] = blurred[i];
    }
    return { width, height, channels: 3, data: out };
  });
}

/**
 * The term at a state: each view's light by least squares, robust weights, and their scale.
 * @param visibility how much a view says about a sample [views][N]
 * @param points samples as each view shows them [views][N, 3]
 * @param normals unit normals of the samples [N, 3]
 * @returns null where no sample is seen twice
 */
export function shadingTerm(
  images: readonly LinearImage[],
  masks: readonly Uint8Array[],
  visibility: readonly Float64Array[],
  cameras: readonly Camera[],
  points: readonly ArrayLike<number>[],
  normals: Float64Array,
  factor: number,
): ShadingTerm | null {
  const count = normals.length / 3;
  const probes = images.map((image, v) => probe(image, cameras[v], points[v]));
  const shows = (v: number, i: number): boolean => probes[v].inside[i] === 1 && masks[v][probes[v].pixel[i]] === 1;
  const weights = visibility.map((weight, v) => weight.map((w, i) => (shows(v, i) ? w : 0)));
  const albedo = new Float64Array(3 * count).fill(1);
  let lights: Float64Array[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    lights = images.map((_, v) => fitLight({ normals, albedo, observed: probes[v].color, weights: weights[v] }));
    for (let i = 0; i < count; i++) {
      // What one view alone sees says nothing about its light.
      const found = albedoAt(lights, weights, probes, normals, i);
      albedo.set(Number.isNaN(found[0]) ? [0, 0, 0] : found, 3 * i);
    }
  }
  const residuals: number[] = [];
  const sizes = images.map(() => new Float64Array(count));
  forEachResidual(lights, weights, probes, normals, (i, v, residual) => {
    sizes[v][i] = Math.hypot(...residual);
    residuals.push(sizes[v][i]);
  });
  if (residuals.length === 0) return null;
  residuals.sort((a, b) => a - b);
  const scale = Math.max(MIN_SCALE, 1.4826 * residuals[residuals.length >> 1]);
  const robust = weights.map((weight, v) =>
    weight.map((w, i) => w * Math.min(1, (HUBER * scale) / Math.max(1e-12, sizes[v][i]))),
  );
  return { images, lights, weights: robust, scale, factor };
}

/** Loss and gradients. @param gradPixelsOut [views][N, 2] @param gradNormalsOut [N, 3], both accumulated into */
export function shadingLoss(
  term: ShadingTerm,
  cameras: readonly Camera[],
  points: readonly ArrayLike<number>[],
  normals: Float64Array,
  gradPixelsOut: readonly Float64Array[],
  gradNormalsOut: Float64Array,
): number {
  const { lights, weights, scale, factor } = term;
  const probes = term.images.map((image, v) => probe(image, cameras[v], points[v]));
  const bandWeights = new Float64Array(SH_BANDS);
  const gradNormal = new Float64Array(3);
  let loss = 0;
  forEachResidual(lights, weights, probes, normals, (i, v, residual, albedo) => {
    const w = (factor * weights[v][i]) / scale ** 2;
    // The albedo is stationary: only pixels and irradiance move the loss.
    bandWeights.fill(0);
    for (let c = 0; c < 3; c++) {
      const r = residual[c];
      loss += (w * r * r) / 2;
      gradPixelsOut[v][2 * i] += w * r * probes[v].gradient[6 * i + c];
      gradPixelsOut[v][2 * i + 1] += w * r * probes[v].gradient[6 * i + 3 + c];
      for (let b = 0; b < SH_BANDS; b++) bandWeights[b] -= w * r * albedo[c] * lights[v][3 * b + c];
    }
    shBasisBackward(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], bandWeights, gradNormal);
    for (let k = 0; k < 3; k++) gradNormalsOut[3 * i + k] += gradNormal[k];
  });
  return loss;
}

interface Probe {
  /** [N, 3] */
  readonly color: Float64Array;
  /** [N, 2, 3] per pixel, x first */
  readonly gradient: Float64Array;
  readonly inside: Uint8Array;
  /** Index of the pixel [N], where inside. */
  readonly pixel: Uint32Array;
}

function probe(image: LinearImage, camera: Camera, points: ArrayLike<number>): Probe {
  const count = points.length / 3;
  const pixels = project(camera, points);
  const color = new Float64Array(3 * count);
  const gradient = new Float64Array(6 * count);
  const inside = new Uint8Array(count);
  const pixel = new Uint32Array(count);
  const sample = new Float64Array(6);
  for (let i = 0; i < count; i++) {
    const [x, y] = [pixels[3 * i], pixels[3 * i + 1]];
    if (!(x > 1 && y > 1 && x < image.width - 1 && y < image.height - 1)) continue;
    inside[i] = 1;
    pixel[i] = Math.floor(y) * image.width + Math.floor(x);
    color.set(sampleBilinear(image, x, y, sample).subarray(0, 3), 3 * i);
    gradient.set(sampleBilinearGradient(image, x, y, sample), 6 * i);
  }
  return { color, gradient, inside, pixel };
}

/** Least-squares albedo of a sample, NaN where fewer than two views see it. */
function albedoAt(
  lights: readonly Float64Array[],
  weights: readonly Float64Array[],
  probes: readonly Probe[],
  normals: Float64Array,
  i: number,
): [number, number, number] {
  const basis = shBasis(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], new Float64Array(SH_BANDS));
  const shade = new Float64Array(3);
  const over = [0, 0, 0];
  const under = [0, 0, 0];
  let seen = 0;
  lights.forEach((light, v) => {
    const w = weights[v][i];
    if (w === 0 || !probes[v].inside[i]) return;
    seen++;
    irradiance(light, basis, shade);
    for (let c = 0; c < 3; c++) {
      over[c] += w * probes[v].color[3 * i + c] * shade[c];
      under[c] += w * shade[c] ** 2;
    }
  });
  const ratio = (c: number): number => (seen < 2 ? Number.NaN : over[c] / Math.max(1e-12, under[c]));
  return [ratio(0), ratio(1), ratio(2)];
}

function forEachResidual(
  lights: readonly Float64Array[],
  weights: readonly Float64Array[],
  probes: readonly Probe[],
  normals: Float64Array,
  visit: (i: number, v: number, residual: Float64Array, albedo: readonly [number, number, number]) => void,
): void {
  const basis = new Float64Array(SH_BANDS);
  const shade = new Float64Array(3);
  const residual = new Float64Array(3);
  for (let i = 0; i < normals.length / 3; i++) {
    const albedo = albedoAt(lights, weights, probes, normals, i);
    if (Number.isNaN(albedo[0])) continue;
    shBasis(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], basis);
    for (let v = 0; v < lights.length; v++) {
      if (weights[v][i] === 0 || !probes[v].inside[i]) continue;
      irradiance(lights[v], basis, shade);
      for (let c = 0; c < 3; c++) residual[c] = probes[v].color[3 * i + c] - albedo[c] * shade[c];
      visit(i, v, residual, albedo);
    }
  }
}
