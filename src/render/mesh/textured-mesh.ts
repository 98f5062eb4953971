import type { LinearImage } from '../../image/image.ts';

/** A mesh with a texture per part, as the renderer wants it, wherever its vertices are. */
export interface MeshLook {
  /** [T, 3] */
  readonly triangles: Uint32Array;
  /** [U, 2], origin top left. */
  readonly uvs: ArrayLike<number>;
  /** [T, 3] over `uvs`. */
  readonly uvTriangles: ArrayLike<number>;
  /** Texture of each triangle [T], an index into `textures`. */
  readonly textureOfTriangle: ArrayLike<number>;
  /** Linear-light albedo textures. */
  readonly textures: readonly LinearImage[];
}

/** A textured mesh somewhere. */
export interface TexturedMesh extends MeshLook {
  /** [V, 3] mm */
  readonly positions: ArrayLike<number>;
}
