import { LINEAR_FROM_BYTE } from '../../image/color.ts';
import type { ByteImage, LinearImage } from '../../image/image.ts';
import type { LandmarkScheme } from '../landmark-file.ts';

/** A rectangle of a photograph as a square picture. */
export interface HeadCrop {
  /** Pixels of the photograph. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** By how many right angles the rectangle is turned counter-clockwise for an upright head, 0..3. */
  readonly quarterTurns: number;
}

/** Where a face is. */
export interface FacePoints {
  readonly scheme: LandmarkScheme;
  /** [L, 2] pixels of the photograph */
  readonly points: ArrayLike<number>;
}

/** Sides of the crop by the larger side of the points' box: iBUG's lack the forehead. */
const FACTOR: Readonly<Record<LandmarkScheme, number>> = { mediapipe468: 2.2, ibug68: 3 };
/** Outer corners of the subject's right and left eye. */
const EYES: Readonly<Record<LandmarkScheme, readonly [number, number]>> = { mediapipe468: [33, 263], ibug68: [36, 45] };
/** The nose's tip: it points away from where most of the head is. */
const NOSE: Readonly<Record<LandmarkScheme, number>> = { mediapipe468: 1, ibug68: 30 };
/** The chin's lowest point. */
const CHIN: Readonly<Record<LandmarkScheme, number>> = { mediapipe468: 152, ibug68: 8 };
/** How far the crop's middle lies from the box's, by the way from the nose's tip to it: profiles have their skull behind them. */
const BACKWARDS = 0.5;
/** Smaller than this the picture of a head is none. */
const MIN_SIDE = 8;

/** The head around a face, as far as the picture reaches; the whole picture where no face is known. */
export function headCrop({ width, height }: ByteImage, face: FacePoints | null): HeadCrop {
  const whole = { left: 0, top: 0, width, height, quarterTurns: 0 };
  if (face === null) return whole;
  const { scheme, points } = face;
  let [x0, y0] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [x1, y1] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < points.length; i += 2) {
    x0 = Math.min(x0, points[i]);
    x1 = Math.max(x1, points[i]);
    y0 = Math.min(y0, points[i + 1]);
    y1 = Math.max(y1, points[i + 1]);
  }
  const half = (FACTOR[scheme] * Math.max(x1 - x0, y1 - y0)) / 2;
  const nose = 2 * NOSE[scheme];
  const x = (x0 + x1) / 2 + BACKWARDS * ((x0 + x1) / 2 - points[nose]);
  const y = (y0 + y1) / 2 + BACKWARDS * ((y0 + y1) / 2 - points[nose + 1]);
  const left = Math.max(0, Math.floor(x - half));
  const top = Math.max(0, Math.floor(y - half));
  const right = Math.min(width, Math.ceil(x + half));
  const bottom = Math.min(height, Math.ceil(y + half));
  if (right - left < MIN_SIDE || bottom - top < MIN_SIDE) return whole;
  const [a, b] = EYES[scheme];
  const roll = Math.atan2(points[2 * b + 1] - points[2 * a + 1], points[2 * b] - points[2 * a]);
  const quarterTurns = (Math.round((2 * roll) / Math.PI) + 4) % 4;
  return { left, top, width: right - left, height: bottom - top, quarterTurns };
}

/** Places on a face [2] pixels of the photograph: between the outer corners of the eyes, and the chin. */
export function eyesAndChin({ scheme, points }: FacePoints): readonly [readonly number[], readonly number[]] {
  const place = (i: number): number[] => [points[2 * i], points[2 * i + 1]];
  const [a, b] = EYES[scheme].map(place);
  return [[(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], place(CHIN[scheme])];
}

/** A crop's pixels [side, side, 3], linear: each the mean of what it covers. The crop is not turned yet. */
export function cropPixels(image: ByteImage, crop: HeadCrop, side: number): LinearImage {
  const data = new Float32Array(3 * side * side);
  const columns = boxes(crop.width, side);
  const rows = boxes(crop.height, side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      let [r, g, b] = [0, 0, 0];
      for (let v = rows[2 * y]; v < rows[2 * y + 1]; v++) {
        let k = 3 * ((crop.top + v) * image.width + crop.left + columns[2 * x]);
        for (let u = columns[2 * x]; u < columns[2 * x + 1]; u++, k += 3) {
          r += LINEAR_FROM_BYTE[image.data[k]];
          g += LINEAR_FROM_BYTE[image.data[k + 1]];
          b += LINEAR_FROM_BYTE[image.data[k + 2]];
        }
      }
      const area = (rows[2 * y + 1] - rows[2 * y]) * (columns[2 * x + 1] - columns[2 * x]);
      const out = 3 * (y * side + x);
      data[out] = r / area;
      data[out + 1] = g / area;
      data[out + 2] = b / area;
    }
  return { width: side, height: side, channels: 3, data };
}

/** First and last + 1 of the source pixels under each of `count` pixels, one at least. */
function boxes(length: number, count: number): Uint32Array {
  const out = new Uint32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const from = Math.min(length - 1, Math.floor((i * length) / count));
    out[2 * i] = from;
    out[2 * i + 1] = Math.max(from + 1, Math.floor(((i + 1) * length) / count));
  }
  return out;
}

/** Turns a square of pixels by right angles, counter-clockwise. @param values [side, side, width] */
export function turned(values: Float32Array, side: number, quarterTurns: number): Float32Array {
  if (quarterTurns === 0) return values;
  const channels = values.length / (side * side);
  const out = new Float32Array(values.length);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [u, v] = [
        [x, y],
        [side - 1 - y, x],
        [side - 1 - x, side - 1 - y],
        [y, side - 1 - x],
      ][quarterTurns];
      const from = channels * (v * side + u);
      out.set(values.subarray(from, from + channels), channels * (y * side + x));
    }
  return out;
}
