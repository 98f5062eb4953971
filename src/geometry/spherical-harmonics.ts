/** Bands of second-order real spherical harmonics, in the order 1 | y, z, x | xy, yz, 3z^2-1, xz, x^2-y^2. */
export const SH_BANDS = 9;
/** H_0, the same for all normals. */
export const SH_CONSTANT = 0.282095;
const C1 = 0.488603;
const C2 = 1.092548;
const C3 = 0.315392;
const C4 = 0.546274;

/** H_b(n) for a unit normal. @returns [9] in `dst`. */
export function shBasis(x: number, y: number, z: number, dst: Float64Array): Float64Array {
  dst[0] = SH_CONSTANT;
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
