import { type Camera, pixelsPerMm, project } from '../geometry/camera.ts';
import { LINEAR_FROM_BYTE } from '../image/color.ts';
import type { LinearImage } from '../image/image.ts';
import { SHRINK_CROP, type ShrinkCropJob } from '../kernels/jobs/pixels/shrink-crop.ts';
import { bytesCopy, indexCopy, type KernelMemory, type Kernels, realCopy } from '../kernels/kernel.ts';
import type { View } from './load-capture.ts';

/** A photograph and which of its pixels count. */
type Photo = Pick<View, 'image' | 'mask'>;

/** The part of a photograph that shows the head, at the resolution a fit can use. */
export interface WorkingView {
  /** [h, w, 3] linear light */
  readonly image: LinearImage;
  /** [h, w] 1 where pixels count: all that the photograph's mask keeps, and of these skin alone where labels are known. */
  readonly mask: Uint8Array;
  /** [h, w] class of each pixel (capture/segmentation/classes.ts); null where none is known. */
  readonly labels: Uint8Array | null;
  /** working pixel = scale * (photograph pixel - offset) */
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** Finer than a third of a millimetre a photograph holds pores, not shape. */
export const SHAPE_PIXELS_PER_MM = 3;
const MARGIN = 0.12;

/** What working views show. */
export interface WorkingFrame {
  /** [V, 3] mm of the head */
  readonly positions: ArrayLike<number>;
  /** At most so many pixels a millimetre. */
  readonly finest: number;
  /** Where pictures of so many numbers lie; arrays of their own where it is left out. */
  readonly room?: (count: number) => Float32Array;
}

const OWN_ROOM = (count: number): Float32Array => new Float32Array(count);

/** Crops views around the projected head and scales them down. */
export function createWorkingViews(
  kernels: Kernels,
  views: readonly Photo[],
  cameras: readonly Camera[],
  frame: WorkingFrame,
): WorkingView[] {
  const { memory } = kernels;
  const { room = OWN_ROOM } = frame;
  // As many at a time as threads share: photographs are copied for the kernels.
  const out: WorkingView[] = [];
  for (let start = 0; start < views.length; start += kernels.backend.threads) {
    const crops = views
      .slice(start, start + kernels.backend.threads)
      .map((view, k) => cropAround(view, cameras[start + k], frame));
    const pictures = crops.map(({ width, height }) => room(3 * width * height));
    const mark = memory.mark();
    const jobs = crops.map((crop) => shrinkJob(memory, crop));
    kernels.run(SHRINK_CROP, jobs);
    crops.forEach((crop, k) => {
      const { width, height } = crop;
      pictures[k].set(jobs[k].out);
      const image: LinearImage = { width, height, channels: 3, data: pictures[k] };
      out.push({
        image,
        mask: shrinkMask(crop),
        labels: null,
        scale: crop.scale,
        offsetX: crop.left,
        offsetY: crop.top,
      });
    });
    memory.release(mark);
  }
  return out;
}

/** A rectangle of a photograph, and what it is reduced to. */
interface Crop {
  readonly view: Photo;
  readonly left: number;
  readonly top: number;
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

function cropAround(view: Photo, camera: Camera, { positions, finest }: WorkingFrame): Crop {
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
  const sourceWidth = Math.max(2, Math.min(image.width, Math.ceil(x1 + margin)) - left);
  const sourceHeight = Math.max(2, Math.min(image.height, Math.ceil(y1 + margin)) - top);
  const scale = Math.min(1, finest / pixelsPerMm(camera));
  return {
    view,
    left: Math.min(left, image.width - sourceWidth),
    top: Math.min(top, image.height - sourceHeight),
    sourceWidth,
    sourceHeight,
    scale,
    width: Math.max(16, Math.round(sourceWidth * scale)),
    height: Math.max(16, Math.round(sourceHeight * scale)),
  };
}

function shrinkJob(memory: KernelMemory, crop: Crop): ShrinkCropJob {
  const { view, left, top, sourceWidth, sourceHeight, scale, width, height } = crop;
  const across = boxTaps(width, sourceWidth, scale);
  const down = boxTaps(height, sourceHeight, scale);
  return {
    bytes: bytesCopy(memory, view.image.data),
    imageWidth: view.image.width,
    left,
    top,
    cropHeight: sourceHeight,
    linear: realCopy(memory, LINEAR_FROM_BYTE),
    acrossFirst: indexCopy(memory, across.first),
    acrossShare: realCopy(memory, across.share),
    acrossTaps: across.taps,
    downFirst: indexCopy(memory, down.first),
    downShare: realCopy(memory, down.share),
    downTaps: down.taps,
    width,
    height,
    out: memory.room(3 * width * height),
  };
}

function shrinkMask({ view, left, top, scale, width, height }: Crop): Uint8Array {
  const { mask, image } = view;
  if (mask === null) return new Uint8Array(width * height).fill(1);
  const out = new Uint8Array(width * height);
  const columns = Int32Array.from({ length: width }, (_, x) =>
    Math.min(image.width - 1, Math.floor((x + 0.5) / scale) + left),
  );
  for (let y = 0; y < height; y++) {
    const row = image.width * Math.min(image.height - 1, Math.floor((y + 0.5) / scale) + top);
    for (let x = 0; x < width; x++) out[y * width + x] = mask[row + columns[x]];
  }
  return out;
}

/** Where each output pixel's box is sampled: first source pixel and share of the next [count, taps]. */
function boxTaps(
  count: number,
  sourceCount: number,
  scale: number,
): { taps: number; first: Uint32Array; share: Float64Array } {
  const taps = Math.max(1, Math.ceil(1 / scale));
  const places = Float64Array.from({ length: count * taps }, (_, t) =>
    Math.min(sourceCount - 1, Math.max(0, (Math.floor(t / taps) + ((t % taps) + 0.5) / taps) / scale - 0.5)),
  );
  const first = Uint32Array.from(places, (place) => Math.max(0, Math.min(sourceCount - 2, Math.floor(place))));
  return { taps, first, share: places.map((place, t) => place - first[t]) };
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
