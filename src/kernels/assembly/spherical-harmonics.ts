/** Bands and factors of second-order spherical harmonics, as src/geometry/spherical-harmonics.ts orders them. */
export const SH_BANDS: i32 = 9;
export const C0: f32 = 0.282095;
export const C1: f32 = 0.488603;
export const C2: f32 = 1.092548;
export const C3: f32 = 0.315392;
export const C4: f32 = 0.546274;

/** Irradiance sum_b H_b(n) gamma_b of four lanes. @param light [9, 4] */
@inline
export function irradiance(light: usize, x: f32, y: f32, z: f32): v128 {
  let shade = f32x4.mul(f32x4.splat(C0), v128.load(light));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(C1 * y), v128.load(light, 16)));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(C1 * z), v128.load(light, 32)));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(C1 * x), v128.load(light, 48)));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(C2 * x * y), v128.load(light, 64)));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(C2 * y * z), v128.load(light, 80)));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(C3 * (3 * z * z - 1)), v128.load(light, 96)));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(C2 * x * z), v128.load(light, 112)));
  return f32x4.add(shade, f32x4.mul(f32x4.splat(C4 * (x * x - y * y)), v128.load(light, 128)));
}

/** Adds sum_b s_b grad H_b(n) to a normal's gradient [3]; band 0 does not turn with the normal. */
@inline
export function addNormalGradient(
  to: usize,
  x: f32,
  y: f32,
  z: f32,
  s1: f32,
  s2: f32,
  s3: f32,
  s4: f32,
  s5: f32,
  s6: f32,
  s7: f32,
  s8: f32,
): void {
  store<f32>(to, load<f32>(to) + C1 * s3 + C2 * (y * s4 + z * s7) + 2 * C4 * x * s8);
  store<f32>(to, load<f32>(to, 4) + C1 * s1 + C2 * (x * s4 + z * s5) - 2 * C4 * y * s8, 4);
  store<f32>(to, load<f32>(to, 8) + C1 * s2 + C2 * (y * s5 + x * s7) + 6 * C3 * z * s6, 8);
}
