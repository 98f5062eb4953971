import type { ViewExpressions } from './view-expressions.ts';

/** A moment that photographs show. */
export interface ShownMoment {
  readonly group: number;
  /** Its views; it looks as each of them shows it. */
  readonly views: readonly number[];
}

/** The moments of a head's photographs, each once. */
export function shownMoments({ group: groups }: Pick<ViewExpressions, 'group'>): readonly ShownMoment[] {
  return [...new Set(groups)].map((group) => ({
    group,
    views: [...groups.keys()].filter((v) => groups[v] === group),
  }));
}
