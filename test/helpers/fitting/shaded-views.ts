import type { ShadingImage } from '../../../src/fitting/evidence/pixels/shading-images.ts';
import { holdLight } from '../../../src/fitting/terms/held-light.ts';
import type { SeenPoints } from '../../../src/fitting/terms/term.ts';
import { project } from '../../../src/geometry/camera.ts';
import { shBasis } from '../../../src/geometry/spherical-harmonics.ts';
import { createLinearImage, type LinearImage } from '../../../src/image/image.ts';
import { plainKernels } from '../../../src/kernels/runtime/plain-kernels.ts';
import { irradiance } from '../../../src/render/light/sh-lighting.ts';
import { normals as randomNormals } from '../gradient-check.ts';
import { turnedCamera } from './textured-views.ts';

/** Thirty points that three coloured views show, facing them. */
export const COUNT = 30;
export const cameras = [turnedCamera(-0.2), turnedCamera(0), turnedCamera(0.2)];
export const points = randomNormals(3 * COUNT, 1, 6);
export const unmoved: Pick<SeenPoints, 'cameras' | 'points'> = { cameras, points: cameras.map(() => points) };
/** Unit normals about the viewing direction. */
export const facing = Float64Array.from({ length: 3 * COUNT }, (_, k) => {
  const i = Math.floor(k / 3);
  const [a, b] = [0.5 * Math.sin(3 * i), 0.5 * Math.cos(6 * i)];
  return [a, b, Math.sqrt(1 - a * a - b * b)][k % 3];
});
/** The first view alone sees the third point; the last does not see the sixth. */
export const visibility = cameras.map((_, v) =>
  Float64Array.from({ length: COUNT }, (_, i) => ((i === 2 && v > 0) || (i === 5 && v === 2) ? 0 : 0.4 + 0.2 * v)),
);
export const masks = cameras.map(({ width, height }) => new Uint8Array(width * height).fill(1));
export const pictures: LinearImage[] = cameras.map(({ width, height }, v) => {
  const image = createLinearImage(width, height, 3);
  const phase = randomNormals(3, 3 + v, 3);
  for (let k = 0; k < image.data.length; k++) {
    const [x, y, c] = [Math.floor(k / 3) % width, Math.floor(k / 3 / width), k % 3];
    image.data[k] = 0.5 + 0.15 * Math.sin(0.21 * x + phase[c]) + 0.1 * Math.cos(0.17 * y - phase[c]);
  }
  return image;
});
export const images = pictures.map(fourLanes);

/** A picture as kernels read it. */
export function fourLanes({ width, height, data }: LinearImage): ShadingImage {
  const pixels = new Float64Array(4 * width * height);
  for (let i = 0; i < width * height; i++) pixels.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
  return { width, height, pixels };
}

/** The light held at the unmoved points. */
export function lightHere() {
  const light = holdLight(plainKernels(), { images, masks, visibility }, { ...unmoved, normals: facing });
  if (light === null) throw new Error('the views share samples');
  return light;
}

/** Colour of a picture between pixel centres. */
function colorAt({ width, pixels }: ShadingImage, x: number, y: number): number[] {
  const [u, w] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [s, t] = [x - 0.5 - u, y - 0.5 - w];
  const at = (i: number, j: number, c: number): number => pixels[4 * ((w + j) * width + u + i) + c];
  return [0, 1, 2].map(
    (c) => (1 - t) * ((1 - s) * at(0, 0, c) + s * at(1, 0, c)) + t * ((1 - s) * at(0, 1, c) + s * at(1, 1, c)),
  );
}

/** Colours I of every view and sample [views][N][3]. */
export function colorsOf({ cameras, points }: Pick<SeenPoints, 'cameras' | 'points'>): number[][][] {
  return images.map((image, v) => {
    const pixels = project(cameras[v], points[v]);
    return Array.from({ length: COUNT }, (_, i) => colorAt(image, pixels[3 * i], pixels[3 * i + 1]));
  });
}

/** I - a E of every view and sample under lights and weights, the albedo a by least squares [views][N][3]; null where it does not count. */
export function shadingResiduals(
  lights: readonly Float64Array[],
  weights: readonly ArrayLike<number>[],
  seen: Pick<SeenPoints, 'cameras' | 'points'> = unmoved,
): (number[] | null)[][] {
  const out: (number[] | null)[][] = cameras.map(() => new Array(COUNT).fill(null));
  const colors = colorsOf(seen);
  for (let i = 0; i < COUNT; i++) {
    const basis = shBasis(facing[3 * i], facing[3 * i + 1], facing[3 * i + 2], new Float64Array(9));
    const views = [0, 1, 2].filter((v) => weights[v][i] > 0);
    if (views.length < 2) continue;
    const shades = lights.map((light) => irradiance(light, basis, new Float64Array(3)));
    const albedo = [0, 1, 2].map((c) => {
      const sum = (of: (v: number) => number): number => views.reduce((total, v) => total + weights[v][i] * of(v), 0);
      return sum((v) => colors[v][i][c] * shades[v][c]) / sum((v) => shades[v][c] ** 2);
    });
    for (const v of views) out[v][i] = [0, 1, 2].map((c) => colors[v][i][c] - albedo[c] * shades[v][c]);
  }
  return out;
}
