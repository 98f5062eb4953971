import { createLinearImage, type LinearImage } from '../../image/image.ts';
import { blurred } from '../../kernels/jobs/pixels/gaussian-blur.ts';

/** How alike a photograph and a re-rendering are within a mask, on sRGB-like values (gamma 1/2.2) in 0..1. */
export interface ImageQuality {
  /** Peak signal-to-noise ratio, dB */
  readonly psnrDb: number;
  /** Structural similarity of the luminance [Wang 2004], mean over the mask */
  readonly ssim: number;
  /** Mean absolute difference of the channels */
  readonly l1: number;
  /** Pixels of the mask */
  readonly pixels: number;
}

const GAMMA = 1 / 2.2;
/** Wang's window and constants. */
const SSIM_SIGMA = 1.5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/**
 * PSNR = -10 log10 mean (a - b)^2, L1 = mean |a - b|, and
 * SSIM = (2 m_a m_b + C1)(2 s_ab + C2)/((m_a^2 + m_b^2 + C1)(s_a^2 + s_b^2 + C2)) in Gaussian windows of sigma 1.5.
 * Windows at the mask's rim see what is beside it alike in both pictures.
 * @param photo, rendered linear light [H, W, >= 3] @param mask [H, W] 1 where it counts
 */
export function imageQuality(photo: LinearImage, rendered: LinearImage, mask: Uint8Array): ImageQuality {
  // Windows of the mask's pixels reach no farther.
  const { left, top, width, height } = boxAround(mask, photo, Math.ceil(3 * SSIM_SIGMA));
  let [square, absolute, pixels] = [0, 0, 0];
  const a = new Float32Array(width * height);
  const b = new Float32Array(width * height);
  const inMask = new Uint8Array(width * height);
  const encode = (x: number): number => Math.min(1, Math.max(0, x)) ** GAMMA;
  const weights = [0.2126, 0.7152, 0.0722];
  for (let i = 0; i < a.length; i++) {
    const at = (top + Math.floor(i / width)) * photo.width + left + (i % width);
    inMask[i] = mask[at];
    for (let c = 0; c < 3; c++) {
      const p = encode(photo.data[photo.channels * at + c]);
      const r = inMask[i] === 1 ? encode(rendered.data[rendered.channels * at + c]) : p;
      a[i] += weights[c] * p;
      b[i] += weights[c] * r;
      square += (p - r) ** 2;
      absolute += Math.abs(p - r);
    }
    pixels += inMask[i];
  }
  const blur = (values: Float32Array): ArrayLike<number> => blurred(values, width, height, SSIM_SIGMA);
  const [ma, mb] = [blur(a), blur(b)];
  const [aa, bb, ab] = [blur(a.map((x) => x * x)), blur(b.map((x) => x * x)), blur(a.map((x, i) => x * b[i]))];
  let ssim = 0;
  for (let i = 0; i < inMask.length; i++) {
    if (inMask[i] === 0) continue;
    const variances = [aa[i] - ma[i] ** 2, bb[i] - mb[i] ** 2] as const;
    ssim += structuralSimilarity([ma[i], mb[i]], variances, ab[i] - ma[i] * mb[i]);
  }
  return {
    psnrDb: -10 * Math.log10(square / (3 * pixels) + 1e-12),
    ssim: ssim / pixels,
    l1: absolute / (3 * pixels),
    pixels,
  };
}

/** A part of a picture, pixels. */
interface PictureBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a picture that lies no farther than `margin` pixels from where a mask is not 0; nothing where it is 0 all over. */
function boxAround(
  mask: Uint8Array,
  { width, height }: Pick<LinearImage, 'width' | 'height'>,
  margin: number,
): PictureBox {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  if (right < 0) return { left: 0, top: 0, width: 0, height: 0 };
  const [x, y] = [Math.max(0, left - margin), Math.max(0, top - margin)];
  return {
    left: x,
    top: y,
    width: Math.min(width, right + margin + 1) - x,
    height: Math.min(height, bottom + margin + 1) - y,
  };
}

/** SSIM of two windows, of their means, variances and covariance. */
export function structuralSimilarity(
  [ma, mb]: readonly [number, number],
  [va, vb]: readonly [number, number],
  covariance: number,
): number {
  return ((2 * ma * mb + C1) * (2 * covariance + C2)) / ((ma ** 2 + mb ** 2 + C1) * (va + vb + C2));
}

/** Means over views. */
export function meanQuality(views: readonly ImageQuality[]): ImageQuality {
  const mean = (of: (quality: ImageQuality) => number): number =>
    views.reduce((sum, quality) => sum + of(quality), 0) / views.length;
  return {
    psnrDb: mean((q) => q.psnrDb),
    ssim: mean((q) => q.ssim),
    l1: mean((q) => q.l1),
    pixels: views.reduce((sum, { pixels }) => sum + pixels, 0),
  };
}

/** The photograph with the rendering on it where the rendering covers it. @param rendered [H, W, 4] */
export function rerendered(
  photo: LinearImage,
  rendered: ArrayLike<number>,
  covered: (pixel: number) => boolean,
): LinearImage {
  const out = createLinearImage(photo.width, photo.height, 3);
  for (let i = 0; i < photo.width * photo.height; i++)
    for (let c = 0; c < 3; c++)
      out.data[3 * i + c] = covered(i) ? rendered[4 * i + c] : photo.data[photo.channels * i + c];
  return out;
}
