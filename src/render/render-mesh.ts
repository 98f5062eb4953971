import { createLinearImage, type LinearImage, sampleBilinear } from '../capture/image.ts';
import { type Camera, project, scaleCamera } from '../geometry/camera.ts';
import { vertexNormals } from '../geometry/mesh.ts';
import { NO_TRIANGLE } from '../kernels/rasterize.ts';
import { barycentricAt, rasterize, type ZBuffer } from './rasterize.ts';
import { irradiance, SH_BANDS, shBasis } from './sh-lighting.ts';

/** A mesh with a texture per part, as the renderer wants it. */
export interface RenderMesh {
  /** [V, 3] mm */
  readonly positions: ArrayLike<number>;
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

export interface Rendering {
  /** [H, W, 4] linear colour and coverage in 0..1. */
  readonly image: LinearImage;
  readonly zBuffer: ZBuffer;
}

/** A mesh as a camera sees it, before any light: `samples` x `samples` points a pixel. */
export interface RasterizedMesh {
  readonly camera: Camera;
  readonly samples: number;
  /** Of the samples. */
  readonly zBuffer: ZBuffer;
  /** Vertices in sample coordinates [V, 3]. */
  readonly pixels: Float64Array;
  /** [V, 3] */
  readonly normals: Float64Array;
}

export function rasterizeMesh(mesh: RenderMesh, camera: Camera, samples: number): RasterizedMesh {
  const fine = scaleCamera(camera, samples, camera.width * samples, camera.height * samples);
  const pixels = project(fine, mesh.positions);
  const zBuffer = rasterize(pixels, mesh.triangles, fine.width, fine.height);
  const { normals } = vertexNormals(mesh.positions, mesh.triangles);
  return { camera, samples, zBuffer, pixels, normals };
}

/**
 * Renders albedo times SH irradiance, `samples` x `samples` per pixel, box filtered.
 * @param light [9, 3] in head space.
 */
export function renderMesh(mesh: RenderMesh, camera: Camera, light: ArrayLike<number>, samples = 2): Rendering {
  const rasterized = rasterizeMesh(mesh, camera, samples);
  return { image: shadeMesh(mesh, rasterized, light), zBuffer: rasterized.zBuffer };
}

/** Colour and coverage [H, W, 4] of a rasterised mesh. @param light [9, 3] in head space */
export function shadeMesh(mesh: RenderMesh, rasterized: RasterizedMesh, light: ArrayLike<number>): LinearImage {
  const { camera, samples, zBuffer, pixels, normals } = rasterized;
  const image = createLinearImage(camera.width, camera.height, 4);
  const basis = new Float64Array(SH_BANDS);
  const shade = new Float64Array(3);
  const albedo = new Float64Array(4);
  const w = new Float64Array(3);
  const weight = 1 / (samples * samples);
  for (let y = 0; y < zBuffer.height; y++) {
    for (let x = 0; x < zBuffer.width; x++) {
      const t = zBuffer.triangle[y * zBuffer.width + x];
      if (t === NO_TRIANGLE) continue;
      barycentricAt(pixels, mesh.triangles, t, x, y, w);
      let nx = 0;
      let ny = 0;
      let nz = 0;
      let u = 0;
      let v = 0;
      for (let k = 0; k < 3; k++) {
        const i = 3 * mesh.triangles[3 * t + k];
        nx += w[k] * normals[i];
        ny += w[k] * normals[i + 1];
        nz += w[k] * normals[i + 2];
        const j = 2 * mesh.uvTriangles[3 * t + k];
        u += w[k] * mesh.uvs[j];
        v += w[k] * mesh.uvs[j + 1];
      }
      const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
      irradiance(light, shBasis(nx / length, ny / length, nz / length, basis), shade);
      const texture = mesh.textures[mesh.textureOfTriangle[t]];
      sampleBilinear(texture, u * texture.width, v * texture.height, albedo);
      const out = 4 * (Math.floor(y / samples) * camera.width + Math.floor(x / samples));
      for (let c = 0; c < 3; c++) image.data[out + c] += weight * Math.max(0, albedo[c] * shade[c]);
      image.data[out + 3] += weight;
    }
  }
  return image;
}

/** Composites a rendering over a background of the same size. */
export function composite(rendering: LinearImage, background: LinearImage): LinearImage {
  const out = createLinearImage(background.width, background.height, 3);
  for (let i = 0; i < background.width * background.height; i++)
    for (let c = 0; c < 3; c++)
      out.data[3 * i + c] = rendering.data[4 * i + c] + (1 - rendering.data[4 * i + 3]) * background.data[3 * i + c];
  return out;
}
