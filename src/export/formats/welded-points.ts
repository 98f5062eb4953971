import type { RigPrimitive } from '../rig/rigged-head.ts';

/** The points of a primitive's surface, of which its texture's seams made several vertices. */
export interface WeldedPoints {
  /** [V] the point of each vertex */
  readonly pointOf: Uint32Array;
  /** [P] the first vertex of each point, whose position, normal, weights and displacements all of its vertices share. */
  readonly vertexOf: Uint32Array;
}

/** Points in the order of their first vertices. */
export function weldedPoints({ welded }: Pick<RigPrimitive, 'welded'>): WeldedPoints {
  const pointOf = new Uint32Array(welded.length);
  const vertexOf: number[] = [];
  for (let v = 0; v < welded.length; v++) {
    if (welded[v] === v) pointOf[v] = vertexOf.push(v) - 1;
    else pointOf[v] = pointOf[welded[v]];
  }
  return { pointOf, vertexOf: Uint32Array.from(vertexOf) };
}
