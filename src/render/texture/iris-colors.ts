import { linearFromSrgb } from '../../image/color.ts';
import type { Triple } from '../../image/oklab.ts';

/** Irises in linear light, from dark brown over hazel and green to blue and grey. */
export const IRIS_COLORS: readonly Triple[] = (
  [
    [62, 38, 26],
    [94, 60, 32],
    [139, 92, 46],
    [112, 104, 60],
    [104, 124, 86],
    [92, 130, 164],
    [128, 140, 148],
  ] as const
).map(([r, g, b]) => [linearFromSrgb(r / 255), linearFromSrgb(g / 255), linearFromSrgb(b / 255)]);
