import type { FitResult } from './fit-runs.ts';

/** A loss within so much of the best counts as reached. */
const NEAR = 1.02;

/** Where a descent ended: the lowest loss since `refresh` steps, before which another thing was held. */
export function endLoss({ losses, steps }: Pick<FitResult, 'losses' | 'steps'>, refresh: number): number | null {
  if (losses.length < steps) return null;
  return Math.min(...losses.slice(steps - (steps % refresh || refresh)));
}

/**
 * Steps after which a loss stays within 2 % of the best; null where it never does. That it stays, because losses from
 * before another thing was held do not compare.
 */
export function stepsToNear(losses: readonly number[], best: number): number | null {
  const last = losses.findLastIndex((loss) => loss > NEAR * best);
  return last === losses.length - 1 ? null : last + 2;
}

/** Factor of the rates whose end losses, each over the lowest of its capture, are lowest on average; null: all diverged. */
export function bestFactor(
  grid: readonly FitResult[],
  lowest: ReadonlyMap<string, number>,
  refresh: number,
): number | null {
  const factors = [...new Set(grid.map(({ factor }) => factor))];
  let best: { factor: number; score: number } | null = null;
  for (const factor of factors) {
    const runs = grid.filter((run) => run.factor === factor);
    const scores = runs.map((run) => (endLoss(run, refresh) ?? Infinity) / (lowest.get(run.capture) as number));
    const score = scores.reduce((sum, s) => sum + s, 0) / scores.length;
    if (Number.isFinite(score) && (best === null || score < best.score)) best = { factor, score };
  }
  return best?.factor ?? null;
}
