import { createRandom } from '../../src/geometry/random.ts';

/**
 * Compares a gradient with central differences in float64 on the entries in `indices` (all if omitted);
 * the step is divided as represented.
 */
export function checkGradient(
  loss: (x: Float64Array) => number,
  gradient: (x: Float64Array) => ArrayLike<number>,
  x: Float64Array,
  {
    rtol = 1e-6,
    atol = 1e-9,
    step = 6e-6,
    indices,
  }: { rtol?: number; atol?: number; step?: number; indices?: readonly number[] } = {},
): void {
  const analytic = gradient(x);
  for (const i of indices ?? x.keys()) {
    const h = step * Math.max(1, Math.abs(x[i]));
    const up = x.slice();
    const down = x.slice();
    up[i] += h;
    down[i] -= h;
    const numeric = (loss(up) - loss(down)) / (up[i] - down[i]);
    if (!(Math.abs(analytic[i] - numeric) <= atol + rtol * Math.abs(numeric)))
      throw new Error(`gradient[${i}]: analytic ${analytic[i]}, central difference ${numeric}`);
  }
}

/** A reproducible vector of standard normals times `scale`. */
export function normals(count: number, seed: number, scale = 1): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, () => scale * random.normal());
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
