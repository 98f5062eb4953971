import { LINEAR_FROM_BYTE } from '../capture/color.ts';
import { type ByteImage, createLinearImage, type LinearImage } from '../capture/image.ts';
import type { View } from '../capture/load-capture.ts';
import { type Camera, project } from '../geometry/camera.ts';
import { pixelsPerMm } from '../geometry/rig.ts';

/** The part of a photograph that shows the head, at the resolution a fit can use. */
export interface WorkingView {
  /** [h, w, 3] linear light */
  readonly image: LinearImage;
  /** [h, w] 1 where pixels count */
  readonly mask: Uint8Array;
  /** working pixel = scale * (photograph pixel - offset) */
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** Finer than a third of a millimetre a photograph holds pores, not shape. */
const MAX_PIXELS_PER_MM = 3;
const MARGIN = 0.12;

/** Crops a view around the projected head and scales it down to at most 3 pixels a millimetre. */
export function createWorkingView(view: View, camera: Camera, positions: ArrayLike<number>): WorkingView {
  const pixels = project(camera, positions);
  let x0 = Number.POSITIVE_INFINITY;
  let y0 = Number.POSITIVE_INFINITY;
  let x1 = Number.NEGATIVE_INFINITY;
  let y1 = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < pixels.length; i += 3) {
    x0 = Math.min(x0, pixels[i]);
    x1 = Math.max(x1, pixels[i]);
    y0 = Math.min(y0, pixels[i + 1]);
    y1 = Math.max(y1, pixels[i + 1]);
  }
  const margin = MARGIN * Math.max(x1 - x0, y1 - y0);
  const { image } = view;
  const left = Math.max(0, Math.floor(x0 - margin));
  const top = Math.max(0, Math.floor(y0 - margin));
  const right = Math.min(image.width, Math.ceil(x1 + margin));
  const bottom = Math.min(image.height, Math.ceil(y1 + margin));
  const scale = Math.min(1, MAX_PIXELS_PER_MM / pixelsPerMm(camera));
  const width = Math.max(16, Math.round((right - left) * scale));
  const height = Math.max(16, Math.round((bottom - top) * scale));
  const mask = view.mask === null ? new Uint8Array(width * height).fill(1) : new Uint8Array(width * height);
  if (view.mask !== null) {
    const columns = Int32Array.from({ length: width }, (_, x) =>
      Math.min(image.width - 1, Math.floor((x + 0.5) / scale) + left),
    );
    for (let y = 0; y < height; y++) {
      const row = image.width * Math.min(image.height - 1, Math.floor((y + 0.5) / scale) + top);
      for (let x = 0; x < width; x++) mask[y * width + x] = view.mask[row + columns[x]];
    }
  }
  const crop: Crop = { image, left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
  return { image: shrink(crop, width, height, scale), mask, scale, offsetX: left, offsetY: top };
}

/** A rectangle of a photograph. */
interface Crop {
  readonly image: ByteImage;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Box-filtered reduction of a crop in linear light, first along rows, then along columns. */
function shrink(crop: Crop, width: number, height: number, scale: number): LinearImage {
  const { image } = crop;
  const out = createLinearImage(width, height, 3);
  const rows = new Float32Array(3 * width * crop.height);
  const across = boxTaps(width, crop.width, scale);
  for (let y = 0; y < crop.height; y++) {
    const line = 3 * ((crop.top + y) * image.width + crop.left);
    for (let x = 0, t = 0; x < width; x++) {
      const at = 3 * (y * width + x);
      for (let tap = 0; tap < across.taps; tap++, t++) {
        const k = line + 3 * across.first[t];
        const w = across.weight[t];
        const near = (1 - w) / across.taps;
        const far = w / across.taps;
        for (let c = 0; c < 3; c++)
          rows[at + c] += near * LINEAR_FROM_BYTE[image.data[k + c]] + far * LINEAR_FROM_BYTE[image.data[k + 3 + c]];
      }
    }
  }
  const down = boxTaps(height, crop.height, scale);
  for (let y = 0, t = 0; y < height; y++)
    for (let tap = 0; tap < down.taps; tap++, t++) {
      const above = 3 * width * down.first[t];
      const w = down.weight[t];
      const near = (1 - w) / down.taps;
      const far = w / down.taps;
      const to = 3 * y * width;
      for (let k = 0; k < 3 * width; k++)
        out.data[to + k] += near * rows[above + k] + far * rows[above + 3 * width + k];
    }
  return out;
}

/** Where each output pixel's box is sampled: first source pixel and share of the next [count, taps]. */
function boxTaps(
  count: number,
  sourceCount: number,
  scale: number,
): { taps: number; first: Uint32Array; weight: Float64Array } {
  const taps = Math.max(1, Math.ceil(1 / scale));
  const places = Float64Array.from({ length: count * taps }, (_, t) =>
    Math.min(sourceCount - 1, Math.max(0, (Math.floor(t / taps) + ((t % taps) + 0.5) / taps) / scale - 0.5)),
  );
  const first = Uint32Array.from(places, (place) => Math.max(0, Math.min(sourceCount - 2, Math.floor(place))));
  return { taps, first, weight: places.map((place, t) => place - first[t]) };
}

/** A photograph's camera as the working view sees it. */
export function toWorkingCamera(camera: Camera, view: WorkingView): Camera {
  return {
    ...camera,
    width: view.image.width,
    height: view.image.height,
    fx: camera.fx * view.scale,
    fy: camera.fy * view.scale,
    cx: (camera.cx - view.offsetX) * view.scale,
    cy: (camera.cy - view.offsetY) * view.scale,
  };
}

/** The inverse of {@link toWorkingCamera}. */
export function fromWorkingCamera(
  camera: Camera,
  view: WorkingView,
  original: { width: number; height: number },
): Camera {
  return {
    ...camera,
    width: original.width,
    height: original.height,
    fx: camera.fx / view.scale,
    fy: camera.fy / view.scale,
    cx: camera.cx / view.scale + view.offsetX,
    cy: camera.cy / view.scale + view.offsetY,
  };
}
