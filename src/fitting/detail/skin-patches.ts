import { type QuadricHeight, quadricHeight } from './quadric-height.ts';
import { tangentFrame } from './tangent-frame.ts';

/** What a patch is. */
export interface PatchShape {
  readonly radiusMm: number;
  readonly stepMm: number;
}

/** Discs of skin around vertices: the same places of the skin in every view, whatever its expression. */
export interface SkinPatches {
  /** [N] in whose tangent planes the patches lie */
  readonly vertices: Uint32Array;
  /** P of a patch */
  readonly points: number;
  /** [N, P, 3] Corners of the triangle that a point lies in. */
  readonly corners: Uint32Array;
  /** [N, P, 3] Barycentric coordinates there. */
  readonly weights: Float64Array;
  /** [N, P] How far the smooth skin stands above the flat triangle, mm along the vertex's normal. */
  readonly heights: Float64Array;
}

/** A skin, and its vertices that patches are laid around. */
export interface PatchedSkin {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  /** [V, 3] of unit length */
  readonly normals: Float64Array;
  /** [V] vertices of its triangles */
  readonly neighbours: readonly Uint32Array[];
  /** [V] 1 where a patch is wanted */
  readonly wanted: ArrayLike<number>;
}

/**
 * Patches around the wanted vertices: a grid of `stepMm` in a disc of `radiusMm` in the vertex's tangent plane, each point where
 * the normal through it meets the surrounding triangles (three rings). A vertex whose patch leaves them has none.
 */
export function skinPatches(skin: PatchedSkin, shape: PatchShape): SkinPatches {
  const { positions, triangles, normals, neighbours, wanted } = skin;
  const grid = discGrid(shape);
  const count = positions.length / 3;
  const around = trianglesAround(count, triangles);
  const vertices: number[] = [];
  const corners: number[] = [];
  const weights: number[] = [];
  const heights: number[] = [];
  for (let v = 0; v < count; v++) {
    if (wanted[v] === 0) continue;
    const frame = tangentFrame(positions, normals, v);
    const ring = ringsOf(v, neighbours);
    const height = quadricHeight(ring.map((n) => frame.local(positions, n)));
    const flat = [...new Set([v, ...ring].flatMap((n) => around[n]))]
      .map((t) => flatTriangle(triangles.subarray(3 * t, 3 * t + 3), (n) => frame.local(positions, n)))
      .filter((triangle) => reaches(triangle, shape.radiusMm));
    const placed = grid.map((point) => placeOn(flat, point, height));
    if (placed.some((place) => place === null)) continue;
    vertices.push(v);
    for (const place of placed as PatchPoint[]) {
      corners.push(...place.corners);
      weights.push(...place.weights);
      heights.push(place.height);
    }
  }
  return {
    vertices: Uint32Array.from(vertices),
    points: grid.length,
    corners: Uint32Array.from(corners),
    weights: Float64Array.from(weights),
    heights: Float64Array.from(heights),
  };
}

/** [2] in a tangent plane, mm. */
type PlanePoint = readonly [number, number];

/** Points of a square grid within a disc about its middle. */
function discGrid({ radiusMm, stepMm }: PatchShape): PlanePoint[] {
  const reach = Math.floor(radiusMm / stepMm + 1e-9);
  const steps = Array.from({ length: 2 * reach + 1 }, (_, k) => stepMm * (k - reach));
  return steps.flatMap((a) =>
    steps.flatMap((b): PlanePoint[] => (Math.hypot(a, b) <= radiusMm + 1e-9 ? [[a, b]] : [])),
  );
}

interface PatchPoint {
  readonly corners: Uint32Array;
  readonly weights: readonly [number, number, number];
  readonly height: number;
}

/** A triangle seen along a normal: its corners in the tangent plane and above it. */
interface FlatTriangle {
  readonly corners: Uint32Array;
  readonly places: readonly (readonly [number, number, number])[];
  /** Its bounds in the plane: least and greatest of both coordinates. */
  readonly least: PlanePoint;
  readonly most: PlanePoint;
}

function flatTriangle(
  corners: Uint32Array,
  local: (vertex: number) => readonly [number, number, number],
): FlatTriangle {
  const places = Array.from(corners, local);
  const bound = (of: (...values: number[]) => number): PlanePoint => [
    of(...places.map(([a]) => a)),
    of(...places.map(([, b]) => b)),
  ];
  return { corners, places, least: bound(Math.min), most: bound(Math.max) };
}

/** Whether a triangle's bounds come as near to the middle as that. */
function reaches({ least, most }: FlatTriangle, radiusMm: number): boolean {
  return Math.max(least[0], least[1], -most[0], -most[1]) <= radiusMm;
}

/** The triangle over a point of the plane, the nearest to it of several; null where there is none. */
function placeOn(triangles: readonly FlatTriangle[], point: PlanePoint, quadric: QuadricHeight): PatchPoint | null {
  let best: PatchPoint | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (const { corners, places, least, most } of triangles) {
    if (point[0] < least[0] || point[0] > most[0] || point[1] < least[1] || point[1] > most[1]) continue;
    const [[ax, ay, ah], [bx, by, bh], [cx, cy, ch]] = places;
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    // Those that are seen edge-on or from behind belong to another sheet.
    if (area < 1e-9) continue;
    const v = ((point[0] - ax) * (cy - ay) - (cx - ax) * (point[1] - ay)) / area;
    const w = ((bx - ax) * (point[1] - ay) - (point[0] - ax) * (by - ay)) / area;
    const u = 1 - v - w;
    if (Math.min(u, v, w) < -1e-9) continue;
    const flat = u * ah + v * bh + w * ch;
    const smooth = quadric(point[0], point[1]);
    if (Math.abs(flat - smooth) >= nearest) continue;
    nearest = Math.abs(flat - smooth);
    best = { corners, weights: [u, v, w], height: smooth - flat };
  }
  return best;
}

const RINGS = 3;

/** Vertices within {@link RINGS} edges of one, itself left out. */
function ringsOf(vertex: number, neighbours: readonly Uint32Array[]): number[] {
  const known = new Set([vertex]);
  let edge = [vertex];
  for (let r = 0; r < RINGS; r++) {
    edge = [...new Set(edge.flatMap((v) => Array.from(neighbours[v])))].filter((v) => !known.has(v));
    for (const v of edge) known.add(v);
  }
  known.delete(vertex);
  return [...known];
}

function trianglesAround(count: number, triangles: Uint32Array): number[][] {
  const out = Array.from({ length: count }, (): number[] => []);
  for (const [k, v] of triangles.entries()) out[v].push(Math.floor(k / 3));
  return out;
}
