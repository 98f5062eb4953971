/** Irradiance sum_b H_b(n) gamma_b of four lanes. @param light [9, 4] */
// @ts-ignore: decorator
@inline
export function irradiance(light: usize, x: f32, y: f32, z: f32): v128 {
  let shade = f32x4.mul(f32x4.splat(0.282095), v128.load(light));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(<f32>0.488603 * y), v128.load(light, 16)));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(<f32>0.488603 * z), v128.load(light, 32)));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(<f32>0.488603 * x), v128.load(light, 48)));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(<f32>1.092548 * x * y), v128.load(light, 64)));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(<f32>1.092548 * y * z), v128.load(light, 80)));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(<f32>0.315392 * (3 * z * z - 1)), v128.load(light, 96)));
  shade = f32x4.add(shade, f32x4.mul(f32x4.splat(<f32>1.092548 * x * z), v128.load(light, 112)));
  return f32x4.add(shade, f32x4.mul(f32x4.splat(<f32>0.546274 * (x * x - y * y)), v128.load(light, 128)));
}
