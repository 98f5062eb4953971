import { triangleNormal } from '../../geometry/mesh/mesh.ts';
import { type HeadModel, outerSkin, skinTriangles } from '../../head/head-model.ts';

/** A head's skin without what shuts its neck below, and the edges that its outline can run through. */
export interface OpenNeck {
  /** [T, 3] */
  readonly triangles: Uint32Array;
  /** Of the outer skin, each once [E, 2]. */
  readonly edges: Uint32Array;
  /** Where the neck ends [H, 2]. */
  readonly hem: Uint32Array;
  /** Vertices inside of what shuts it. */
  readonly lid: Uint32Array;
}

/** What shuts a neck looks down by this cosine, what flares out above it does not. */
const DOWNWARDS = 0.5;
/** Smaller triangles look anywhere. */
const SLIVER_MM2 = 5;

export function openNeck(head: HeadModel): OpenNeck {
  const lid = neckLid(head);
  const without = (triangles: Uint32Array): Uint32Array =>
    Uint32Array.from(
      Array.from({ length: triangles.length / 3 }, (_, t) => triangles.subarray(3 * t, 3 * t + 3)).flatMap((corners) =>
        lid.has(keyOf(corners)) ? [] : [...corners],
      ),
    );
  const triangles = without(skinTriangles(head));
  return {
    triangles,
    edges: edgesUsed(without(outerSkin(head)), (count) => count > 1),
    hem: edgesUsed(triangles, (count) => count === 1),
    lid: lidVertices(lid, triangles),
  };
}

function lidVertices(lid: ReadonlySet<string>, around: Uint32Array): Uint32Array {
  const above = new Set(around);
  const vertices = new Set(Array.from(lid).flatMap((key) => key.split(' ').map(Number)));
  return Uint32Array.from(vertices).filter((v) => !above.has(v));
}

/** Edges that so many triangles have [E, 2]. */
function edgesUsed(triangles: Uint32Array, wanted: (count: number) => boolean): Uint32Array {
  const uses = new Map<string, number>();
  for (let t = 0; t < triangles.length; t += 3)
    for (let c = 0; c < 3; c++) {
      const [a, b] = [triangles[t + c], triangles[t + ((c + 1) % 3)]];
      const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
  return Uint32Array.from(
    Array.from(uses).flatMap(([key, count]) => (wanted(count) ? key.split(' ').map(Number) : [])),
  );
}

function keyOf(corners: ArrayLike<number>): string {
  return `${corners[0]} ${corners[1]} ${corners[2]}`;
}

/**
 * Triangles at the bottom of the mean head that look down, joined to the lowest of its places, and slivers among them, which look
 * anywhere.
 */
function neckLid(head: HeadModel): ReadonlySet<string> {
  const triangles = skinTriangles(head);
  const p = head.template;
  const cornersOf = (t: number): Uint32Array => triangles.subarray(3 * t, 3 * t + 3);
  const normals = Array.from({ length: triangles.length / 3 }, (_, t) => {
    const [a, b, c] = cornersOf(t);
    return triangleNormal(p, a, b, c);
  });
  let lowest = triangles[0];
  for (const v of triangles) if (p[3 * v + 1] < p[3 * lowest + 1]) lowest = v;
  const reached = new Set([lowest]);
  const lid = new Set<number>();
  for (let grew = true; grew; ) {
    grew = false;
    normals.forEach((n, t) => {
      if (-n[1] < DOWNWARDS * Math.hypot(...n) || lid.has(t) || !cornersOf(t).some((v) => reached.has(v))) return;
      lid.add(t);
      for (const v of cornersOf(t)) reached.add(v);
      grew = true;
    });
  }
  const isSliver = (t: number): boolean => Math.hypot(...normals[t]) / 2 < SLIVER_MM2;
  const rest = normals.flatMap((_, t) => (lid.has(t) ? [] : [t]));
  const above = new Set(rest.flatMap((t) => (isSliver(t) ? [] : [...cornersOf(t)])));
  const inside = (v: number): boolean => reached.has(v) && !above.has(v);
  for (const t of rest) if (isSliver(t) && cornersOf(t).some(inside)) lid.add(t);
  return new Set(Array.from(lid, (t) => keyOf(cornersOf(t))));
}
