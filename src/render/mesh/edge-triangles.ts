import type { MeshLook } from './textured-mesh.ts';

/** How much each texel of a texture covers. */
export interface AlphaPlane {
  readonly width: number;
  readonly height: number;
  /** [height, width] 0..255 */
  readonly data: Uint8Array;
}

/** Triangles [T, 3] of a mesh: those that its texture covers in full, and those that it covers in part. What it leaves clear is in neither. */
export interface EdgeTriangles {
  readonly whole: Uint32Array<ArrayBuffer>;
  readonly edge: Uint32Array<ArrayBuffer>;
}

/** From this on what is behind does not show, of 255. */
const OPAQUE = 250;

/** What of a mesh with a soft edge is drawn opaque, and what is blended. */
export function edgeTriangles(
  { triangles, uvs }: Pick<MeshLook, 'triangles' | 'uvs'>,
  alpha: AlphaPlane,
): EdgeTriangles {
  const [whole, edge]: number[][] = [[], []];
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = triangles.subarray(t, t + 3);
    const [least, most] = range(uvs, corners, alpha);
    if (most === 0) continue;
    (least >= OPAQUE ? whole : edge).push(...corners);
  }
  return { whole: Uint32Array.from(whole), edge: Uint32Array.from(edge) };
}

/** Least and greatest cover of the texels that samples within a triangle may read: those of the box around it. */
function range(
  uvs: ArrayLike<number>,
  [a, b, c]: Uint32Array,
  { width, height, data }: AlphaPlane,
): readonly [number, number] {
  const span = (k: number, size: number): [number, number] => {
    const places = [uvs[2 * a + k], uvs[2 * b + k], uvs[2 * c + k]].map((x) => x * size - 0.5);
    const inside = (x: number): number => Math.min(size - 1, Math.max(0, x));
    return [inside(Math.floor(Math.min(...places))), inside(Math.ceil(Math.max(...places)))];
  };
  const [x0, x1] = span(0, width);
  const [y0, y1] = span(1, height);
  let [least, most] = [255, 0];
  for (let y = y0; y <= y1; y++)
    for (let k = y * width + x0; k <= y * width + x1; k++) {
      if (data[k] < least) least = data[k];
      if (data[k] > most) most = data[k];
    }
  return [least, most];
}
