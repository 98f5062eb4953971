// OKLab (B. Ottosson 2020): lightness, green-red, blue-yellow, in which equal steps look equally large.

export type Triple = readonly [number, number, number];

/** @param rgb linear sRGB @returns [L, a, b], L 1 for white */
export function oklabFromLinear([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** The inverse of {@link oklabFromLinear}; colours that no screen shows are clamped to 0..1. */
export function linearFromOklab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const shown = (x: number): number => Math.min(1, Math.max(0, x));
  return [
    shown(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    shown(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    shown(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** OKLab's a and b of the same hue, no longer than `most`. */
export function limitedChroma(a: number, b: number, most: number): [number, number] {
  const scale = Math.min(1, most / Math.max(1e-9, Math.hypot(a, b)));
  return [scale * a, scale * b];
}
