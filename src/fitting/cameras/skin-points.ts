import { type HeadModel, skinTriangles } from '../../head/head-model.ts';
import { uvTriangles } from '../../render/mesh/head-mesh.ts';
import { forEachTexel } from '../../render/raster/uv-raster.ts';
import { faceReach } from '../evidence/pixels/surface-samples.ts';

/** Points on the skin where photographs are compared, on a grid over its texture, and the windows that they lie in. */
export interface SkinPoints {
  readonly count: number;
  /** [N, 3] vertices */
  readonly corners: Uint32Array;
  /** [N, 3] barycentric */
  readonly weights: Float64Array;
  /** Cell of each point on a coarser grid [N]. */
  readonly cell: Uint32Array;
  /** Cells along a side of the texture. */
  readonly cellsAcross: number;
}

/** Points along a side of the texture: some 1.6 mm apart on a face. */
const POINTS_ACROSS = 256;

/** How closely a skin is looked at. */
export interface SkinGrid {
  /** Every so many of the points along a side. */
  readonly step: number;
  /** Windows of two by two cells span some 800 mm divided by this. */
  readonly cellsAcross: number;
}

/** Points of the face and around it, as `faceSamples` sees it: not within mouth, sockets and ears. */
export function skinPoints(head: HeadModel, { step, cellsAcross }: SkinGrid): SkinPoints {
  const size = POINTS_ACROSS / step;
  const usable = faceReach(head);
  const triangles = skinTriangles(head);
  const uvs = uvTriangles(head);
  const taken = new Uint8Array(size * size);
  const corners: number[] = [];
  const weights: number[] = [];
  const cell: number[] = [];
  for (let t = 0; t < triangles.length / 3; t++) {
    const own = [triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]];
    if (own.some((v) => usable[v] === 0)) continue;
    const places = [0, 1, 2].map((k) => ({
      x: head.uvs[2 * uvs[3 * t + k]] * size,
      y: head.uvs[2 * uvs[3 * t + k] + 1] * size,
    }));
    forEachTexel(places, size, (texel, w) => {
      if (taken[texel] === 1) return;
      taken[texel] = 1;
      corners.push(...own);
      weights.push(...w);
      const [x, y] = [texel % size, Math.floor(texel / size)];
      cell.push(Math.floor((y * cellsAcross) / size) * cellsAcross + Math.floor((x * cellsAcross) / size));
    });
  }
  return {
    count: cell.length,
    corners: Uint32Array.from(corners),
    weights: Float64Array.from(weights),
    cell: Uint32Array.from(cell),
    cellsAcross,
  };
}

/** The points on a mesh, or its normals there (not of unit length). @param values [V, 3] @returns [N, 3] */
export function atSkinPoints({ count, corners, weights }: SkinPoints, values: ArrayLike<number>): Float64Array {
  const out = new Float64Array(3 * count);
  for (let i = 0; i < out.length; i += 3)
    for (let c = 0; c < 3; c++) {
      const from = 3 * corners[i + c];
      for (let k = 0; k < 3; k++) out[i + k] += weights[i + c] * values[from + k];
    }
  return out;
}

/** What poses are told apart with to a degree: windows of 12 mm. */
export const FINE_GRID: SkinGrid = { step: 1, cellsAcross: 64 };
/** What leads there from a few degrees off. */
export const MIDDLE_GRID: SkinGrid = { step: 2, cellsAcross: 64 };
/** Windows of 25 mm lead there from 20 degrees off, to a place or along a ridge of places that all look alike. */
export const COARSE_GRID: SkinGrid = { step: 2, cellsAcross: 32 };
