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
  /** Linear-light albedo textures; of four channels where the last says how much they cover. */
  readonly textures: readonly LinearImage[];
}

/** A texture that covers in part. @param cover [H, W] 0..255 */
export function withCover({ width, height, channels, data }: LinearImage, cover: Uint8Array): LinearImage {
  const out = new Float32Array(4 * cover.length);
  for (let i = 0; i < cover.length; i++) {
    for (let c = 0; c < 3; c++) out[4 * i + c] = data[channels * i + c];
    out[4 * i + 3] = cover[i] / 255;
  }
  return { width, height, channels: 4, data: out };
}

/** A textured mesh somewhere. */
export interface TexturedMesh extends MeshLook {
  /** [V, 3] mm */
  readonly positions: ArrayLike<number>;
}
