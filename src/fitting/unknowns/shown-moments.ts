import { type ExpressiveHead, viewMeshes } from './view-mesh.ts';

/** A moment, and the head as its views show it. */
export interface ShownMoment {
  readonly group: number;
  /** Its views. */
  readonly views: readonly number[];
  /** [V, 3] mm */
  readonly mesh: Float64Array;
}

/** The moments of a head's photographs, each once. */
export function shownMoments(shown: ExpressiveHead): readonly ShownMoment[] {
  const meshes = viewMeshes(shown);
  const { group: groups } = shown.expressions;
  return [...new Set(groups)].map((group) => {
    const views = [...groups.keys()].filter((v) => groups[v] === group);
    return { group, views, mesh: meshes[views[0]] };
  });
}
