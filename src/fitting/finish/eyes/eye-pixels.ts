import type { WorkingView } from '../../../capture/working-view.ts';
import { type Camera, cameraCentre } from '../../../geometry/camera.ts';
import { mean } from '../../../geometry/mean.ts';
import { depthInPolygon, type Point } from '../../../geometry/polygon.ts';
import type { Eyeball } from '../../../head/anatomy/eyes/eyeballs.ts';
import { darkness } from './darkness.ts';

/** Pixels of a working view that show an eyeball between its lids. */
export interface EyePixels {
  /** The camera [3] and what the pixels look along, unit [N, 3], head space. */
  readonly from: readonly number[];
  readonly rays: Float64Array;
  /** Where each lies on the eyeball, from its centre: unit [N, 3], head space. */
  readonly directions: Float64Array;
  /** Linear light [N, 3]. */
  readonly colors: Float64Array;
  /** How dark they are beside what darkens steadily upwards [N]; null where they show nothing. */
  readonly dark: Float64Array | null;
  /** How high each lies between the lids, mean 0 and length 1 [N]. */
  readonly height: Float64Array;
  /** Pixels per radian of the eyeball's middle. */
  readonly pixelsPerRadian: number;
}

/** Of the opening's width: pixels nearer to a rim show tears and the lid's edge, nearer to the upper one lashes and its shadow. */
const RIM_SHARE = 0.05;
const LASHES_SHARE = 0.08;
const LEAST_RIM_PIXELS = 0.6;

/** A view's picture, and its camera in pixels of this picture. */
export interface PictureView {
  readonly picture: Pick<WorkingView, 'image' | 'mask'>;
  readonly camera: Camera;
}

/** @param rim of the lids from corner to corner over the upper and back under the lower one, pixels of the picture */
export function eyePixels({ picture, camera }: PictureView, eyeball: Eyeball, rim: readonly Point[]): EyePixels {
  const { image, mask } = picture;
  const xs = rim.map(([x]) => x);
  const ys = rim.map(([, y]) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const clear = Math.max(LEAST_RIM_PIXELS, RIM_SHARE * (right - left));
  const [upX, upY] = upwards(rim, LASHES_SHARE * (right - left));
  const from = Array.from(cameraCentre(camera));
  const rays: number[] = [];
  const directions: number[] = [];
  const colors: number[] = [];
  const heights: number[] = [];
  for (let y = Math.max(0, Math.floor(Math.min(...ys))); y < Math.min(image.height, Math.max(...ys)); y++)
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(image.width, right); x++) {
      const i = y * image.width + x;
      const pixel: Point = [x + 0.5, y + 0.5];
      if (mask[i] === 0 || depthInPolygon(rim, pixel) < clear) continue;
      if (depthInPolygon(rim, [pixel[0] + upX, pixel[1] + upY]) < 0) continue;
      const ray = pixelRay(camera, pixel);
      const direction = directionOnEye(from, ray, eyeball);
      if (direction === null) continue;
      rays.push(...ray);
      directions.push(...direction);
      heights.push(pixel[0] * upX + pixel[1] * upY);
      for (let c = 0; c < 3; c++) colors.push(image.data[3 * i + c]);
    }
  const height = centredUnit(heights);
  const depth = Math.hypot(...from.map((x, k) => x - eyeball.centre[k]));
  return {
    from,
    rays: Float64Array.from(rays),
    directions: Float64Array.from(directions),
    colors: Float64Array.from(colors),
    dark: darkness(colors, height),
    height,
    pixelsPerRadian: (eyeball.radius * camera.fx) / depth,
  };
}

/** Numbers less their mean, over their length. */
function centredUnit(numbers: readonly number[]): Float64Array {
  const middle = mean(numbers);
  const centred = Float64Array.from(numbers, (x) => x - middle);
  const length = Math.max(1e-9, Math.sqrt(centred.reduce((sum, x) => sum + x * x, 0)));
  return centred.map((x) => x / length);
}

/** From the lower lid to the upper one, so long. */
function upwards(rim: readonly Point[], length: number): Point {
  const quarter = Math.floor(rim.length / 4);
  const [upper, lower] = [rim[quarter], rim[rim.length - quarter]];
  const [x, y] = [upper[0] - lower[0], upper[1] - lower[1]];
  const factor = length / Math.max(1e-9, Math.hypot(x, y));
  return [factor * x, factor * y];
}

/** What a pixel looks along: unit [3], head space. */
export function pixelRay({ rotation: r, fx, fy, cx, cy }: Camera, [x, y]: Point): number[] {
  const ray = [(x - cx) / fx, (y - cy) / fy, 1];
  const length = Math.hypot(...ray);
  return [0, 1, 2].map((k) => (r[k] * ray[0] + r[3 + k] * ray[1] + r[6 + k] * ray[2]) / length);
}

/**
 * Where a ray first meets an eyeball: o + s d with |o + s d - c| = r, as (o + s d - c)/r; null where it passes by.
 * @param from o [3] @param ray d, unit [3]
 */
export function directionOnEye(
  from: readonly number[],
  ray: readonly number[],
  { centre, radius }: Pick<Eyeball, 'centre' | 'radius'>,
): number[] | null {
  const o = from.map((x, k) => x - centre[k]);
  const middle = -(o[0] * ray[0] + o[1] * ray[1] + o[2] * ray[2]);
  const root = middle ** 2 + radius ** 2 - (o[0] ** 2 + o[1] ** 2 + o[2] ** 2);
  if (root < 0) return null;
  const s = middle - Math.sqrt(root);
  return o.map((x, k) => (x + s * ray[k]) / radius);
}

/** The same pixels on an eyeball that lies elsewhere; those that pass it by lie where they are nearest to it. */
export function pixelsOn(pixels: EyePixels, { centre, radius }: Pick<Eyeball, 'centre' | 'radius'>): EyePixels {
  const { from, rays } = pixels;
  const [ox, oy, oz] = from.map((x, k) => x - centre[k]);
  const far = ox * ox + oy * oy + oz * oz;
  const directions = new Float64Array(rays.length);
  for (let i = 0; i < rays.length; i += 3) {
    const middle = -(ox * rays[i] + oy * rays[i + 1] + oz * rays[i + 2]);
    const root = middle * middle + radius * radius - far;
    const s = middle - Math.sqrt(Math.max(0, root));
    const length = root < 0 ? Math.sqrt(far - middle * middle) : radius;
    directions[i] = (ox + s * rays[i]) / length;
    directions[i + 1] = (oy + s * rays[i + 1]) / length;
    directions[i + 2] = (oz + s * rays[i + 2]) / length;
  }
  return { ...pixels, directions };
}
