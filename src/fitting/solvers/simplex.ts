export interface SimplexRun {
  /** First step along each axis [N]. */
  readonly steps: ArrayLike<number>;
  readonly evaluations: number;
}

export interface SimplexOptimum {
  /** [N] */
  readonly point: Float64Array;
  readonly value: number;
}

/**
 * The highest point that a simplex climbs to (Nelder and Mead 1965; reflection 1, expansion 2, contraction and shrinking 1/2): for
 * few unknowns whose objective has no slopes.
 */
export function climbSimplex(
  start: ArrayLike<number>,
  objective: (point: Float64Array) => number,
  { steps, evaluations }: SimplexRun,
): SimplexOptimum {
  let left = evaluations;
  const measured = (point: Float64Array): SimplexOptimum => {
    left--;
    return { point, value: objective(point) };
  };
  const corners = [measured(Float64Array.from(start))];
  for (let k = 0; k < start.length; k++)
    corners.push(measured(Float64Array.from(start, (x, i) => (i === k ? x + steps[k] : x))));
  const order = (): void => {
    corners.sort((a, b) => b.value - a.value);
  };
  order();
  while (left > 0) {
    const worst = corners[corners.length - 1];
    const others = corners.slice(0, -1);
    const centre = worst.point.map((_, k) => others.reduce((sum, { point }) => sum + point[k], 0) / others.length);
    const along = (factor: number): SimplexOptimum => measured(centre.map((c, k) => c + factor * (c - worst.point[k])));
    const reflected = along(1);
    let taken: SimplexOptimum | null = reflected;
    if (reflected.value > corners[0].value) {
      const expanded = along(2);
      if (expanded.value > reflected.value) taken = expanded;
    } else if (reflected.value <= others[others.length - 1].value) {
      const contracted = along(reflected.value > worst.value ? 0.5 : -0.5);
      taken = contracted.value > Math.max(worst.value, reflected.value) ? contracted : null;
    }
    if (taken === null) {
      const best = corners[0].point;
      for (let c = 1; c < corners.length; c++) corners[c] = measured(corners[c].point.map((x, k) => (x + best[k]) / 2));
    } else corners[corners.length - 1] = taken;
    order();
  }
  return corners[0];
}
