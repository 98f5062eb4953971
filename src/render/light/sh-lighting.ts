import { mean } from '../../geometry/mean.ts';
import { SH_BANDS, SH_CONSTANT, shBasis } from '../../geometry/spherical-harmonics.ts';
import { luminance } from '../../image/color.ts';
import type { Triple } from '../../image/oklab.ts';
import type { RealArray } from '../../kernels/kernel.ts';

// Second-order spherical harmonics lighting (Ramamoorthi and Hanrahan 2001): irradiance s(n) = sum_b H_b(n) gamma_b.

/** RGB lighting [9, 3]: ambient plus one soft directional light (clamped cosine, convolved to order 2). */
export function directionalLight(
  direction: readonly [number, number, number],
  color: readonly [number, number, number],
  ambient: readonly [number, number, number],
): Float64Array {
  const [x, y, z] = direction;
  const length = Math.hypot(x, y, z);
  const basis = shBasis(x / length, y / length, z / length, new Float64Array(SH_BANDS));
  // Clamped-cosine band factors pi, 2 pi/3, pi/4, over pi so that a facing surface gets `color`.
  const factor = [1, 2 / 3, 2 / 3, 2 / 3, 0.25, 0.25, 0.25, 0.25, 0.25];
  const light = new Float64Array(3 * SH_BANDS);
  for (let c = 0; c < 3; c++) {
    for (let b = 0; b < SH_BANDS; b++) light[3 * b + c] = Math.PI * factor[b] * basis[b] * color[c];
    light[c] += ambient[c] / SH_CONSTANT;
  }
  return light;
}

/** Irradiance at a normal. @param light [9, 3] @returns [3] in `dst`. */
export function irradiance(light: ArrayLike<number>, basis: ArrayLike<number>, dst: Float64Array): Float64Array {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let b = 0; b < SH_BANDS; b++) {
    red += basis[b] * light[3 * b];
    green += basis[b] * light[3 * b + 1];
    blue += basis[b] * light[3 * b + 2];
  }
  dst[0] = red;
  dst[1] = green;
  dst[2] = blue;
  return dst;
}

/** A light as the kernels read it: four lanes a band, the fourth 0. @param light [9, 3] @returns [9, 4] in `dst` */
export function packLight(light: ArrayLike<number>, dst: RealArray): RealArray {
  for (let b = 0; b < SH_BANDS; b++) {
    for (let c = 0; c < 3; c++) dst[4 * b + c] = light[3 * b + c];
    dst[4 * b + 3] = 0;
  }
  return dst;
}

/** The same irradiance, 1, from everywhere: it shows the albedo. */
export const EVEN_LIGHT: Float64Array = directionalLight([0, 0, 1], [0, 0, 0], [1, 1, 1]);

/** The mean colour of some lights over all directions, of luminance 1. @param lights at least one [9, 3] */
export function lightTint(lights: readonly ArrayLike<number>[]): Triple {
  const [red, green, blue] = [0, 1, 2].map((c) => mean(lights.map((light) => light[c])));
  const bright = luminance(red, green, blue);
  return [red / bright, green / bright, blue / bright];
}
