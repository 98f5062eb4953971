/**
 * Second-order real spherical harmonics lighting (Ramamoorthi and Hanrahan 2001): irradiance
 * s(n) = sum_b H_b(n) gamma_b with nine bands, order 1 | y, z, x | xy, yz, 3z^2-1, xz, x^2-y^2.
 */
export const SH_BANDS = 9;
const C0 = 0.282095;
const C1 = 0.488603;
const C2 = 1.092548;
const C3 = 0.315392;
const C4 = 0.546274;

/** H_b(n) for a unit normal. @returns [9] in `dst`. */
export function shBasis(x: number, y: number, z: number, dst: Float64Array): Float64Array {
  dst[0] = C0;
  dst[1] = C1 * y;
  dst[2] = C1 * z;
  dst[3] = C1 * x;
  dst[4] = C2 * x * y;
  dst[5] = C2 * y * z;
  dst[6] = C3 * (3 * z * z - 1);
  dst[7] = C2 * x * z;
  dst[8] = C4 * (x * x - y * y);
  return dst;
}

/** sum_b weights_b grad H_b(n), the gradient on the normal. @returns [3] in `dst`. */
export function shBasisBackward(
  x: number,
  y: number,
  z: number,
  weights: ArrayLike<number>,
  dst: Float64Array,
): Float64Array {
  dst[0] = C1 * weights[3] + C2 * (y * weights[4] + z * weights[7]) + 2 * C4 * x * weights[8];
  dst[1] = C1 * weights[1] + C2 * (x * weights[4] + z * weights[5]) - 2 * C4 * y * weights[8];
  dst[2] = C1 * weights[2] + C2 * (y * weights[5] + x * weights[7]) + 6 * C3 * z * weights[6];
  return dst;
}

/** RGB lighting [9, 3]: white ambient of the given level. */
export function ambientLight(level = 1): Float64Array {
  const light = new Float64Array(3 * SH_BANDS);
  light.fill(level / C0, 0, 3);
  return light;
}

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
    light[c] += ambient[c] / C0;
  }
  return light;
}

/** Irradiance at a normal. @param light [9, 3] @returns [3] in `dst`. */
export function irradiance(light: ArrayLike<number>, basis: ArrayLike<number>, dst: Float64Array): Float64Array {
  dst.fill(0);
  for (let b = 0; b < SH_BANDS; b++) for (let c = 0; c < 3; c++) dst[c] += basis[b] * light[3 * b + c];
  return dst;
}
