/**
 * A robust kernel rho on the squared residual s = |r|^2/sigma^2 of one observation: it costs rho(s)/2 and weighs its rows
 * by rho'(s) (iteratively reweighted least squares). rho(s) ~ s near 0 in all of them.
 */
export interface RobustKernel {
  /** rho(s) */
  cost(square: number): number;
  /** rho'(s) */
  weight(square: number): number;
}

/** rho = s: plain least squares. */
export const QUADRATIC: RobustKernel = { cost: (square) => square, weight: () => 1 };

/** rho = k^2 s/(k^2 + s): beyond k sigmas an observation hardly pulls (Geman and McClure 1985). */
export function gemanMcClure(k: number): RobustKernel {
  const k2 = k * k;
  return { cost: (square) => (k2 * square) / (k2 + square), weight: (square) => (k2 / (k2 + square)) ** 2 };
}

/** rho = s up to k^2, 2 k sqrt(s) - k^2 beyond: the cost grows linearly there (Huber 1964). */
export function huberKernel(k: number): RobustKernel {
  const k2 = k * k;
  return {
    cost: (square) => (square <= k2 ? square : k * (2 * Math.sqrt(square) - k)),
    weight: (square) => (square <= k2 ? 1 : k / Math.sqrt(square)),
  };
}

/** rho = log(1 + s): the tails of a Cauchy distribution. */
export const CAUCHY: RobustKernel = { cost: (square) => Math.log1p(square), weight: (square) => 1 / (1 + square) };
