/** sRGB transfer function (IEC 61966-2-1): encoded value in [0, 1] to linear light. */
export function linearFromSrgb(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Linear light in [0, 1] to the sRGB-encoded value; clamps. */
export function srgbFromLinear(value: number): number {
  const v = Math.min(1, Math.max(0, value));
  return v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055;
}

/** Linear light of each sRGB byte [256]. */
export const LINEAR_FROM_BYTE: Float32Array = Float32Array.from({ length: 256 }, (_, i) => linearFromSrgb(i / 255));

/** sRGB byte of a linear value, by a table of 4096 steps. */
const BYTE_FROM_LINEAR: Uint8Array = Uint8Array.from({ length: 4097 }, (_, i) =>
  Math.round(255 * srgbFromLinear((i / 4096) ** 2)),
);

export function byteFromLinear(value: number): number {
  const v = value > 0 ? (value < 1 ? value : 1) : 0;
  // Indexed by the square root, so that dark values get as many steps as bright ones.
  return BYTE_FROM_LINEAR[(4096 * Math.sqrt(v) + 0.5) | 0];
}

/** Y of linear sRGB (IEC 61966-2-1). */
export function luminance(r: number, g: number, b: number): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
