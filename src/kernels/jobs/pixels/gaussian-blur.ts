import { type JobOf, type Kernel, NO_SCRATCH, type RealArray, type Slots } from '../../kernel.ts';

/** Gaussian filter of one plane; exact taps up to sigma 2, three box passes beyond. Borders repeat. */
export type GaussianBlurJob = JobOf<typeof GAUSSIAN_BLUR_SLOTS>;

const GAUSSIAN_BLUR_SLOTS = {
  /** [h, w] */
  source: 'real',
  /** [h, w] out */
  target: 'real',
  width: 'count',
  height: 'count',
  /** Pixels. */
  sigma: 'number',
} as const satisfies Slots;

/** Floats that a blur works in: two planes and a line. */
export function blurScratch(width: number, height: number): number {
  return 2 * width * height + width + 128;
}

export const GAUSSIAN_BLUR: Kernel<GaussianBlurJob> = {
  name: 'gaussianBlur',
  slots: GAUSSIAN_BLUR_SLOTS,
  scratch: ({ width, height }) => blurScratch(width, height),
  plain: ({ source, target, width, height, sigma }) => {
    target.set(blurred(source, width, height, sigma));
  },
};

/** The filter as a function: a new plane. */
export function blurred(source: RealArray, width: number, height: number, sigma: number): RealArray {
  if (sigma < 0.3) return source.slice();
  if (sigma <= 2) {
    const radius = Math.ceil(3 * sigma);
    const taps = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
      Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
    );
    const sum = taps.reduce((p, q) => p + q, 0);
    const kernel = taps.map((t) => t / sum);
    return convolveColumns(convolveRows(source, width, height, kernel), width, height, kernel);
  }
  let out = source;
  for (const radius of boxRadii(sigma)) out = boxColumns(boxRows(out, width, height, radius), width, height, radius);
  return out;
}

/** Zeros in the precision of `like`. */
function zeros(like: RealArray): RealArray {
  return like instanceof Float32Array ? new Float32Array(like.length) : new Float64Array(like.length);
}

function convolveRows(source: RealArray, width: number, height: number, kernel: Float64Array): RealArray {
  const out = zeros(source);
  const radius = (kernel.length - 1) / 2;
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      if (x >= radius && x < width - radius)
        for (let k = 0, i = base + x - radius; k < kernel.length; k++, i++) sum += kernel[k] * source[i];
      else
        for (let k = -radius; k <= radius; k++)
          sum += kernel[k + radius] * source[base + Math.min(width - 1, Math.max(0, x + k))];
      out[base + x] = sum;
    }
  }
  return out;
}

/** Row by row, each of which lies in one piece of memory: along a column a plane is many times as slow to read. */
function convolveColumns(source: RealArray, width: number, height: number, kernel: Float64Array): RealArray {
  const out = zeros(source);
  const radius = (kernel.length - 1) / 2;
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let k = -radius; k <= radius; k++) {
      const row = Math.min(height - 1, Math.max(0, y + k)) * width;
      const tap = kernel[k + radius];
      for (let x = 0; x < width; x++) sums[x] += tap * source[row + x];
    }
    out.set(sums, y * width);
  }
  return out;
}

/** Radii of three boxes whose variances add up to sigma^2 (Kovesi 2010). */
function boxRadii(sigma: number): number[] {
  const ideal = Math.sqrt((12 * sigma * sigma) / 3 + 1);
  let low = Math.floor(ideal);
  if (low % 2 === 0) low--;
  const m = Math.round((12 * sigma * sigma - 3 * low * low - 12 * low - 9) / (-4 * low - 4));
  return [0, 1, 2].map((i) => ((i < m ? low : low + 2) - 1) / 2);
}

function boxRows(source: RealArray, width: number, height: number, radius: number): RealArray {
  const out = zeros(source);
  const norm = 1 / (2 * radius + 1);
  for (let y = 0; y < height; y++) {
    const base = y * width;
    let sum = 0;
    for (let k = -radius; k <= radius; k++) sum += source[base + Math.min(width - 1, Math.max(0, k))];
    for (let x = 0; x < width; x++) {
      out[base + x] = sum * norm;
      sum += source[base + Math.min(width - 1, x + radius + 1)] - source[base + Math.max(0, x - radius)];
    }
  }
  return out;
}

function boxColumns(source: RealArray, width: number, height: number, radius: number): RealArray {
  const out = zeros(source);
  const norm = 1 / (2 * radius + 1);
  const sums = new Float64Array(width);
  for (let k = -radius; k <= radius; k++) {
    const row = Math.min(height - 1, Math.max(0, k)) * width;
    for (let x = 0; x < width; x++) sums[x] += source[row + x];
  }
  for (let y = 0; y < height; y++) {
    const enter = Math.min(height - 1, y + radius + 1) * width;
    const leave = Math.max(0, y - radius) * width;
    for (let x = 0; x < width; x++) {
      out[y * width + x] = sums[x] * norm;
      sums[x] += source[enter + x] - source[leave + x];
    }
  }
  return out;
}

/** Three planes into the first lanes of four-lane pixels. */
export type InterleaveJob = JobOf<typeof INTERLEAVE_PLANES_SLOTS>;

const INTERLEAVE_PLANES_SLOTS = {
  /** [h w] each */
  red: 'real',
  green: 'real',
  blue: 'real',
  /** [h w, 4] out */
  target: 'real',
  count: 'count',
} as const satisfies Slots;

export const INTERLEAVE_PLANES: Kernel<InterleaveJob> = {
  name: 'interleavePlanes',
  slots: INTERLEAVE_PLANES_SLOTS,
  scratch: NO_SCRATCH,
  plain: ({ red, green, blue, target, count }) => {
    for (let i = 0; i < count; i++) {
      target[4 * i] = red[i];
      target[4 * i + 1] = green[i];
      target[4 * i + 2] = blue[i];
      target[4 * i + 3] = 0;
    }
  },
};
