import { solveCholesky } from '../../geometry/cholesky.ts';
import { SH_BANDS, shBasis } from '../../geometry/spherical-harmonics.ts';

/** Surface samples of one view: what the photograph shows, what the albedo is, which way the surface faces. */
export interface LightSamples {
  /** [N, 3] unit, head space */
  readonly normals: Float64Array;
  /** [N, 3] linear */
  readonly albedo: Float64Array;
  /** [N, 3] linear */
  readonly observed: Float64Array;
  /** [N] */
  readonly weights: Float64Array;
}

/** Relative ridge on all bands but the constant: unseen directions must not swing. */
const RIDGE = 1e-2;
const PASSES = 3;

/**
 * Order-2 SH lighting of a view in closed form: min sum w |albedo (H gamma) - observed|, by three passes
 * of reweighted least squares, 9 unknowns a channel, ridge on all bands but the constant one.
 * @returns gamma [9, 3]
 */
export function fitLight(samples: LightSamples): Float64Array {
  const light = new Float64Array(3 * SH_BANDS);
  const bases = basesOf(samples);
  for (let channel = 0; channel < 3; channel++) {
    let gamma: Float64Array = new Float64Array(SH_BANDS);
    for (let pass = 0; pass < PASSES; pass++) {
      const hessian = new Float64Array(SH_BANDS * SH_BANDS);
      const rhs = new Float64Array(SH_BANDS);
      const total = addEquations(samples, bases, { channel, gamma: pass === 0 ? null : gamma }, { hessian, rhs });
      for (let b = 0; b < SH_BANDS; b++) hessian[b * SH_BANDS + b] += (b === 0 ? 1e-9 : RIDGE) * (total + 1e-9);
      gamma = solveCholesky(hessian, rhs) ?? gamma;
    }
    for (let b = 0; b < SH_BANDS; b++) light[3 * b + channel] = gamma[b];
  }
  return light;
}

/** Bands at each sample that counts [N, 9]. */
export function basesOf({ normals, weights }: Pick<LightSamples, 'normals' | 'weights'>): Float64Array {
  const bases = new Float64Array(SH_BANDS * weights.length);
  for (let i = 0; i < weights.length; i++)
    if (weights[i] !== 0)
      shBasis(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], bases.subarray(SH_BANDS * i, SH_BANDS * (i + 1)));
  return bases;
}

/** A channel, and the light that samples are reweighted by [9]; null where none is known. */
interface LightPass {
  readonly channel: number;
  readonly gamma: Float64Array | null;
}

/** A sum of equations: lower triangle [9, 9], and [9]. */
interface LightEquations {
  readonly hessian: Float64Array;
  readonly rhs: Float64Array;
}

/** Adds a channel's equations. @returns sum w albedo^2 */
function addEquations(
  { albedo, observed, weights }: LightSamples,
  bases: Float64Array,
  { channel, gamma }: LightPass,
  { hessian, rhs }: LightEquations,
): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    const h = SH_BANDS * i;
    const a = albedo[3 * i + channel];
    const seen = observed[3 * i + channel];
    let w = weights[i];
    if (gamma !== null) {
      let residual = -seen;
      for (let b = 0; b < SH_BANDS; b++) residual += a * bases[h + b] * gamma[b];
      w /= Math.sqrt(residual * residual + 1e-3);
    }
    total += w * a * a;
    for (let b = 0; b < SH_BANDS; b++) {
      rhs[b] += w * a * bases[h + b] * seen;
      const row = w * a * a * bases[h + b];
      for (let c = 0; c <= b; c++) hessian[b * SH_BANDS + c] += row * bases[h + c];
    }
  }
  return total;
}
