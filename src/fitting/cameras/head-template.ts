import { type Camera, toCameraSpace } from '../../geometry/camera.ts';
import { multiply3, rotationFromEuler } from '../../geometry/rotation.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { ProbedSkin, SeenGreys } from './skin-in-picture.ts';
import { seenGreys } from './skin-in-picture.ts';

/** A head as it looks from one side, small: what a picture is searched for. */
export interface HeadTemplate {
  readonly rotation: Float64Array;
  /** Pixels that it covers, from the place of the head's centre [P, 2]. */
  readonly offsets: Int32Array;
  /** Logarithm of the grey, of zero mean and unit variance [P]. */
  readonly grey: Float32Array;
}

/** Width of a pixel of templates, mm. */
export const TEMPLATE_MM = 8;
const DISTANCE_MM = 1200;
const SIZE = 48;
/** Fewer pixels than this are no head. */
const MIN_PIXELS = 60;

/** Of the head's own axes: a face that looks into the camera. */
const FRONTAL = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1);

/** Camera from head for a face turned by so many degrees. */
export function turnedFace(yaw: number, pitch: number): Float64Array {
  const radians = Math.PI / 180;
  return multiply3(FRONTAL, rotationFromEuler(pitch * radians, yaw * radians, 0));
}

/** Null where too little of the head that is known shows from there. @param centre of the head [3] mm */
export function headTemplate(
  kernels: Kernels,
  skin: ProbedSkin,
  reference: SeenGreys,
  { rotation, centre }: { readonly rotation: Float64Array; readonly centre: ArrayLike<number> },
): HeadTemplate | null {
  const focal = DISTANCE_MM / TEMPLATE_MM;
  const translation = Float64Array.from(
    [0, 1, 2],
    (k) =>
      (k === 2 ? DISTANCE_MM : 0) -
      rotation[3 * k] * centre[0] -
      rotation[3 * k + 1] * centre[1] -
      rotation[3 * k + 2] * centre[2],
  );
  const camera: Camera = {
    width: SIZE,
    height: SIZE,
    fx: focal,
    fy: focal,
    cx: SIZE / 2,
    cy: SIZE / 2,
    rotation,
    translation,
  };
  const blank = {
    width: SIZE,
    height: SIZE,
    scale: 1,
    grey: new Float32Array(SIZE * SIZE),
    mask: new Uint8Array(SIZE * SIZE).fill(1),
  };
  const { weight } = seenGreys(kernels, skin, blank, camera);
  const local = toCameraSpace(camera, skin.places);
  const sum = new Float64Array(SIZE * SIZE);
  const total = new Float64Array(SIZE * SIZE);
  for (let i = 0; i < weight.length; i++) {
    const w = Math.min(weight[i], reference.weight[i]);
    if (w === 0) continue;
    const x = Math.floor((focal * local[3 * i]) / local[3 * i + 2] + SIZE / 2);
    const y = Math.floor((focal * local[3 * i + 1]) / local[3 * i + 2] + SIZE / 2);
    sum[y * SIZE + x] += w * reference.grey[i];
    total[y * SIZE + x] += w;
  }
  const pixels = Array.from(total.keys()).filter((k) => total[k] > 0);
  if (pixels.length < MIN_PIXELS) return null;
  const greys = pixels.map((k) => sum[k] / total[k]);
  const mean = greys.reduce((a, b) => a + b, 0) / greys.length;
  const deviation = Math.sqrt(greys.reduce((a, b) => a + (b - mean) ** 2, 0) / greys.length) || 1;
  return {
    rotation,
    offsets: Int32Array.from(pixels.flatMap((k) => [(k % SIZE) - SIZE / 2, Math.floor(k / SIZE) - SIZE / 2])),
    grey: Float32Array.from(greys, (g) => (g - mean) / deviation),
  };
}
