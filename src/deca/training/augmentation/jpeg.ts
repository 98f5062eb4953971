import { linearFromSrgb, srgbFromLinear } from '../../../image/color.ts';
import type { LinearImage } from '../../../image/image.ts';
import { copyImage, type ImageAugmentation } from './face-picture.ts';

/** Steps of quantisation at quality 50 (ITU T.81, annex K): luminance, chrominance [8, 8] by frequency. */
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMINANCE = Array.from({ length: 64 }, (_, i) => {
  const [row, column] = [i >> 3, i & 7];
  return [17, 18, 24, 47, 18, 21, 26, 66, 24, 26, 56, 99, 47, 66, 99, 99][
    row < 4 && column < 4 ? 4 * row + column : 15
  ];
});
/** Orthonormal discrete cosines [frequency, place]. */
const COSINES = Float64Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7];
  return Math.cos(((2 * x + 1) * u * Math.PI) / 16) * (u === 0 ? Math.sqrt(1 / 8) : 1 / 2);
});

/** Qualities of the pictures on the web, and worse. */
const QUALITY = { least: 20, most: 95 };

/**
 * What a JPEG file of a quality keeps of a picture: blocks of 8 x 8 of luma and chroma (JFIF's YCbCr, 4:4:4), their
 * cosine transform rounded to the quality's steps. No file is written.
 * @param quality 1..100, as libjpeg counts
 */
export function throughJpeg(image: LinearImage, quality: number): LinearImage {
  const { width, height } = image;
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  const stepsOf = (table: readonly number[]): number[] =>
    table.map((step) => Math.min(255, Math.max(1, Math.floor((step * scale + 50) / 100))));
  const planes = [0, 1, 2].map(() => new Float64Array(width * height));
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] = [0, 1, 2].map((c) => 255 * srgbFromLinear(image.data[3 * i + c]));
    planes[0][i] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
    planes[1][i] = -0.168736 * r - 0.331264 * g + 0.5 * b;
    planes[2][i] = 0.5 * r - 0.418688 * g - 0.081312 * b;
  }
  const steps = [stepsOf(LUMINANCE), stepsOf(CHROMINANCE)];
  planes.forEach((plane, c) => {
    for (let y = 0; y < height; y += 8)
      for (let x = 0; x < width; x += 8) quantizeBlock({ plane, width, height }, x, y, steps[Math.min(1, c)]);
  });
  const out = copyImage(image);
  for (let i = 0; i < width * height; i++) {
    const [luma, blue, red] = [planes[0][i] + 128, planes[1][i], planes[2][i]];
    const rgb = [luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue];
    rgb.forEach((value, c) => {
      out.data[3 * i + c] = linearFromSrgb(Math.min(1, Math.max(0, value / 255)));
    });
  }
  return out;
}

interface Plane {
  readonly plane: Float64Array;
  readonly width: number;
  readonly height: number;
}

/** Rounds a block's frequencies, in place; beyond the border its last pixels are repeated. */
function quantizeBlock({ plane, width, height }: Plane, left: number, top: number, steps: readonly number[]): void {
  const at = (i: number): number => Math.min(height - 1, top + (i >> 3)) * width + Math.min(width - 1, left + (i & 7));
  const block = Float64Array.from({ length: 64 }, (_, i) => plane[at(i)]);
  const frequencies = transform(block, (u, x) => COSINES[8 * u + x]);
  const rounded = frequencies.map((value, i) => steps[i] * Math.round(value / steps[i]));
  const back = transform(rounded, (x, u) => COSINES[8 * u + x]);
  for (let i = 0; i < 64; i++) if (top + (i >> 3) < height && left + (i & 7) < width) plane[at(i)] = back[i];
}

/** M B M^T of a block. */
function transform(block: Float64Array, matrix: (row: number, column: number) => number): Float64Array {
  const half = new Float64Array(64);
  const out = new Float64Array(64);
  for (let i = 0; i < 8; i++)
    for (let j = 0; j < 8; j++) for (let k = 0; k < 8; k++) half[8 * i + j] += matrix(i, k) * block[8 * k + j];
  for (let i = 0; i < 8; i++)
    for (let j = 0; j < 8; j++) for (let k = 0; k < 8; k++) out[8 * i + j] += half[8 * i + k] * matrix(j, k);
  return out;
}

export const augmentByJpeg: ImageAugmentation = (image, random) =>
  throughJpeg(image, QUALITY.least + (QUALITY.most - QUALITY.least) * random.uniform());
