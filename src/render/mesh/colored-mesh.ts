import { type Camera, cameraCentre, project, scaleCamera } from '../../geometry/camera.ts';
import { vertexNormals } from '../../geometry/mesh/mesh.ts';
import { SH_BANDS, shBasis } from '../../geometry/spherical-harmonics.ts';
import { createLinearImage, type LinearImage } from '../../image/image.ts';
import { irradiance } from '../light/sh-lighting.ts';
import { rasterize, type ZBuffer } from '../raster/rasterize.ts';

/** A mesh with a colour at each vertex, any mesh: no UVs, no texture. */
export interface ColoredMesh {
  /** [V, 3] mm */
  readonly positions: ArrayLike<number>;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  /** Linear-light albedo [V, 3] */
  readonly colors: ArrayLike<number>;
}

/** Of every pixel. */
export interface ColoredPicture {
  /** [H, W, 4] linear colour and coverage in 0..1 */
  readonly image: LinearImage;
  /** At the camera's own resolution. */
  readonly zBuffer: ZBuffer;
}

const SAMPLES = 2;

/**
 * Where the ray through a place of the picture meets a triangle, as weights of its corners; perspective-correct.
 * @param pixels [V, 3] projected
 */
export function weightsInTriangle(
  pixels: ArrayLike<number>,
  corners: ArrayLike<number>,
  [x, y]: readonly [number, number],
  dst: Float64Array,
): Float64Array {
  let sum = 0;
  for (let c = 0; c < 3; c++) {
    const p = 3 * corners[(c + 1) % 3];
    const q = 3 * corners[(c + 2) % 3];
    const area = (pixels[p] - x) * (pixels[q + 1] - y) - (pixels[q] - x) * (pixels[p + 1] - y);
    dst[c] = area / pixels[3 * corners[c] + 2];
    sum += dst[c];
  }
  for (let c = 0; c < 3; c++) dst[c] /= sum;
  return dst;
}

/** Renders vertex colours times SH irradiance; normals are turned to the camera, so that no winding shows black. */
export function renderColoredMesh(mesh: ColoredMesh, camera: Camera, light: ArrayLike<number>): ColoredPicture {
  const { positions, triangles, colors } = mesh;
  const fine = scaleCamera(camera, SAMPLES, camera.width * SAMPLES, camera.height * SAMPLES);
  const pixels = project(fine, positions);
  const view = rasterize(pixels, triangles, fine.width, fine.height);
  const { normals } = vertexNormals(positions, triangles);
  const eye = cameraCentre(camera);
  const image = createLinearImage(camera.width, camera.height, 4);
  const weights = new Float64Array(3);
  const basis = new Float64Array(SH_BANDS);
  const shade = new Float64Array(3);
  const share = 1 / (SAMPLES * SAMPLES);
  const corners = new Uint32Array(3);
  // Weights and corners of the pixel at hand. Nothing is made for a pixel: there are millions.
  const at = (values: ArrayLike<number>, k: number): number =>
    weights[0] * values[3 * corners[0] + k] +
    weights[1] * values[3 * corners[1] + k] +
    weights[2] * values[3 * corners[2] + k];
  for (let y = 0; y < fine.height; y++)
    for (let x = 0; x < fine.width; x++) {
      const t = view.triangle[y * fine.width + x];
      if (t >= triangles.length / 3) continue;
      for (let c = 0; c < 3; c++) corners[c] = triangles[3 * t + c];
      weightsInTriangle(pixels, corners, [x + 0.5, y + 0.5], weights);
      const nx = at(normals, 0);
      const ny = at(normals, 1);
      const nz = at(normals, 2);
      const facing =
        nx * (eye[0] - at(positions, 0)) + ny * (eye[1] - at(positions, 1)) + nz * (eye[2] - at(positions, 2));
      const scale = Math.sign(facing || 1) / (Math.hypot(nx, ny, nz) || 1);
      irradiance(light, shBasis(scale * nx, scale * ny, scale * nz, basis), shade);
      const to = 4 * (Math.floor(y / SAMPLES) * camera.width + Math.floor(x / SAMPLES));
      for (let c = 0; c < 3; c++) image.data[to + c] += share * at(colors, c) * shade[c];
      image.data[to + 3] += share;
    }
  return { image, zBuffer: rasterize(project(camera, positions), triangles, camera.width, camera.height) };
}
