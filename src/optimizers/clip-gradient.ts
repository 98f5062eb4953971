import type { RealArray } from '../kernels/kernel.ts';

/** Euclidean norm over all parameters. */
export function globalNorm(gradient: RealArray): number {
  let sum = 0;
  for (let i = 0; i < gradient.length; i++) sum += gradient[i] * gradient[i];
  return Math.sqrt(sum);
}

/**
 * The gradient, shortened to a norm where it is longer: g min(1, maxNorm / |g|) (Pascanu 2013). All parameters are
 * shortened alike, so that its direction stays. One that fits is returned as it is.
 */
export function clipByGlobalNorm<Reals extends RealArray>(gradient: Reals, maxNorm: number): Reals {
  const norm = globalNorm(gradient);
  if (norm <= maxNorm) return gradient;
  const factor = maxNorm / norm;
  return gradient.map((g) => factor * g) as Reals;
}
