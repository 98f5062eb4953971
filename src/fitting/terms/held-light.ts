import { SH_BANDS, shBasis } from '../../geometry/spherical-harmonics.ts';
import { type Kernels, type RealArray, realCopy } from '../../kernels/kernel.ts';
import { fitLight } from '../../render/light/fit-light.ts';
import { irradiance } from '../../render/light/sh-lighting.ts';
import type { ShadingImage } from '../evidence/pixels/shading-images.ts';
import { type ColorProbes, hideMasked, type ProbedPlaces, probeColors } from './color-probes.ts';

/** What the shading term holds between refreshes: each view's light, and what each sample is worth in it. */
export interface HeldLight {
  readonly images: readonly ShadingImage[];
  /** gamma of each view [9, 3] */
  readonly lights: readonly Float64Array[];
  /** [views][N] in kernel memory */
  readonly weights: readonly RealArray[];
  /** Robust scale s, linear light. */
  readonly scale: number;
}

const HUBER = 1.5;
const MIN_SCALE = 2e-3;
/** Light and albedo are found in turns. */
const TURNS = 3;

/** What surface points are shaded against. */
export interface ShadedImages {
  readonly images: readonly ShadingImage[];
  /** Of the images [views][h, w] */
  readonly masks: readonly Uint8Array[];
  /** How much a view says about a sample [views][N] */
  readonly visibility: readonly RealArray[];
}

/** Samples as each view shows them. */
export interface ShadedSamples extends ProbedPlaces {
  /** Unit normals [N, 3] in kernel memory */
  readonly normals: RealArray;
}

/**
 * Each view's light by least squares in turns with the samples' albedo, then robust weights and their scale.
 * @returns null where no sample is seen twice
 */
export function holdLight(
  kernels: Kernels,
  { images, masks, visibility }: ShadedImages,
  samples: ShadedSamples,
): HeldLight | null {
  const normals = Float64Array.from(samples.normals);
  const count = normals.length / 3;
  const probes = probeColors(kernels, images, visibility, samples);
  hideMasked(probes, images, masks, samples);
  const observed = images.map((_, v) => colorsOf(probes, v));
  const weights = images.map((_, v) => Float64Array.from(probes.weight.subarray(v * count, (v + 1) * count)));
  const albedo = new Float64Array(3 * count).fill(1);
  let lights: Float64Array[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    lights = images.map((_, v) => fitLight({ normals, albedo, observed: observed[v], weights: weights[v] }));
    fitAlbedo({ lights, weights, observed, normals }, albedo);
  }
  const sizes = residualSizes({ lights, weights, observed, normals }, albedo);
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
  return { images, lights, weights: robust, scale };
}

/** One view's colours [N, 3]. */
function colorsOf({ count, color }: ColorProbes, v: number): Float64Array {
  const out = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) out[3 * i + c] = color[4 * (v * count + i) + c];
  return out;
}

/** Samples in all views: each view's light [9, 3], weights [N] and colours [N, 3], and the normals [N, 3]. */
interface LitSamples {
  readonly lights: readonly Float64Array[];
  readonly weights: readonly Float64Array[];
  readonly observed: readonly Float64Array[];
  readonly normals: Float64Array;
}

/** Least-squares albedo of all samples; 0 where fewer than two views see one: a single view says nothing about its light. */
function fitAlbedo({ lights, weights, observed, normals }: LitSamples, albedoOut: Float64Array): void {
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
function residualSizes({ lights, weights, observed, normals }: LitSamples, albedo: Float64Array): Float64Array[] {
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
