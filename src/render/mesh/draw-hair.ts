import { type ByteImage, linearImage } from '../../image/image.ts';
import { indexCopy, type Kernels, type RealArray, realCopy } from '../../kernels/kernel.ts';
import { type Canvas, drawOver, type LitCamera } from './draw-over.ts';
import { edgeTriangles } from './edge-triangles.ts';
import { meshNormals } from './kernel-mesh.ts';
import { type LoadedMesh, loadMesh } from './loaded-mesh.ts';
import { withCover } from './textured-mesh.ts';

/** Hair as a mesh with a soft edge. */
export interface HairLook {
  readonly mesh: {
    /** [V, 3] mm */
    readonly positions: Float64Array;
    /** [T, 3]; seen from both sides */
    readonly triangles: Uint32Array;
    /** [V, 2] */
    readonly uvs: Float64Array;
  };
  /** Its colours, and how much they cover [size, size] 0..255. */
  readonly texture: { readonly color: ByteImage; readonly opacity: Uint8Array };
}

/** Hair in kernel memory, for any number of views. */
export interface LoadedHair {
  readonly positions: RealArray;
  /** [V, 3] */
  readonly normals: RealArray;
  /** What covers in full, then what is blended over it. */
  readonly layers: readonly LoadedMesh[];
}

export function loadHair(kernels: Kernels, { mesh, texture: { color, opacity } }: HairLook): LoadedHair {
  const { memory } = kernels;
  const { positions, triangles, uvs } = mesh;
  const placed = { positions: realCopy(memory, positions), triangles: indexCopy(memory, triangles) };
  const { normals } = meshNormals(kernels, placed);
  const textureOfTriangle = new Uint8Array(triangles.length / 3);
  const textures = [withCover(linearImage(color), opacity)];
  const loaded = loadMesh(memory, { triangles, uvs, uvTriangles: triangles, textureOfTriangle, textures });
  const { whole, edge } = edgeTriangles(mesh, { ...color, data: opacity });
  const layers = [whole, edge].map((own) => {
    const corners = indexCopy(memory, own);
    return { ...loaded, triangles: corners, uvTriangles: corners };
  });
  return { positions: placed.positions, normals, layers };
}

/** Draws hair over a picture of the head that it lies on. */
export function drawHair(
  kernels: Kernels,
  { positions, normals, layers }: LoadedHair,
  lit: LitCamera,
  canvas: Canvas,
): void {
  for (const mesh of layers) drawOver(kernels, { mesh, positions, normals }, lit, canvas);
}
