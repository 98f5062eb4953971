import { shBasis } from '../../../geometry/spherical-harmonics.ts';
import { dot3 } from '../../../geometry/vector3.ts';
import { limitedChroma, oklabFromLinear, type Triple } from '../../../image/oklab.ts';
import { irradiance } from '../../../render/light/sh-lighting.ts';
import { IRIS_BAND, medianColor, SCLERA_BAND } from '../../../render/texture/eye-texture.ts';
import type { EyePixels } from './eye-pixels.ts';
import type { IrisDisc } from './iris-fit.ts';

/** Brighter pixels are overexposed: they show no colour. */
const OVEREXPOSED = 0.97;
/** Of the iris' radius above its middle: higher up the upper lid shades an eye. */
const SHADED = 0.35;
/** Share of an eye's pixels that something darkens. */
const SHADED_SHARE = 0.4;
/** The lightest irises are darker than the white beside them by 0.12: what is hardly darker is white that passes for an iris. */
const LEAST_CONTRAST = 0.06;
/** Share of a white's tint that is the light's, how many pixels of it tell half of that, and the most that is believed, OKLab. */
const TINT = 0.8;
const TINT_PIXELS = 15;
const MOST_TINT = 0.04;

/** Colours of one eye in one view with the light divided out, OKLab, and from how many pixels. */
export interface EyeReading {
  readonly iris: Triple;
  readonly irisPixels: number;
  readonly sclera: Triple;
  readonly scleraPixels: number;
}

/**
 * Colours of an eye by that one of some discs, its irises' places, which differs most from the white beside it; of no pixels where what passes for the iris is hardly darker.
 * @param discs at least one: the detector's is right on photographs, where a fitted one covers lashes and squinting lids, and astray on renders
 * @param light of the view [9, 3]
 */
export function readEye(pixels: EyePixels, discs: readonly IrisDisc[], light: ArrayLike<number>): EyeReading {
  const readings = discs.map((disc) => readDisc(pixels, disc, light));
  return readings.reduce((best, other) => (contrastOf(other) > contrastOf(best) ? other : best));
}

function contrastOf({ iris, irisPixels, sclera, scleraPixels }: EyeReading): number {
  if (irisPixels === 0) return -1;
  return scleraPixels === 0 ? 0 : sclera[0] - iris[0];
}

function readDisc({ directions, colors }: EyePixels, { axis, radius }: IrisDisc, light: ArrayLike<number>): EyeReading {
  const iris: Triple[] = [];
  const sclera: Triple[] = [];
  const basis = new Float64Array(9);
  const lit = new Float64Array(3);
  for (let i = 0; i < colors.length; i += 3) {
    const normal: Triple = [directions[i], directions[i + 1], directions[i + 2]];
    const reach = Math.acos(Math.min(1, dot3(normal, axis))) / radius;
    const list = within(reach, IRIS_BAND) ? iris : within(reach, SCLERA_BAND) ? sclera : null;
    // What the upper lid shades is no colour of the eye.
    const height = (normal[1] - axis[1]) / radius;
    if (list === null || height > SHADED || Math.max(colors[i], colors[i + 1], colors[i + 2]) > OVEREXPOSED) continue;
    irradiance(light, shBasis(...normal, basis), lit);
    if (Math.min(...lit) <= 0) continue;
    list.push(oklabFromLinear([colors[i] / lit[0], colors[i + 1] / lit[1], colors[i + 2] / lit[2]]));
  }
  const none: Triple = [0, 0, 0];
  const irisColor = iris.length === 0 ? none : medianColor(unshaded(iris));
  const scleraColor = sclera.length === 0 ? none : medianColor(unshaded(sclera));
  const told = sclera.length === 0 || irisColor[0] < scleraColor[0] - LEAST_CONTRAST;
  return {
    iris: irisColor,
    irisPixels: told ? iris.length : 0,
    sclera: scleraColor,
    scleraPixels: told ? sclera.length : 0,
  };
}

/** The lighter ones of an iris' or of the white's pixels: lashes, the pupil, the dark limbus and the lids' shade blur into the others. */
function unshaded(colors: readonly Triple[]): Triple[] {
  return colors.toSorted((a, b) => a[0] - b[0]).slice(Math.floor(SHADED_SHARE * colors.length));
}

/**
 * An iris' colour by the white beside it: whites are much alike, so what this one has of a tint is mostly the light's, and the iris has it in the measure of its lightness,
 *   (a, b)_i - s L_i/L_w (a, b)_dev,  s = TINT n/(n + N) of n pixels of white, (a, b)_dev the white's from the usual one, of MOST_TINT at most.
 */
export function besideWhite({ iris: [l, a, b], sclera, scleraPixels }: EyeReading, usual: Triple): Triple {
  if (scleraPixels === 0) return [l, a, b];
  const [da, db] = limitedChroma(sclera[1] - usual[1], sclera[2] - usual[2], MOST_TINT);
  const share = ((TINT * scleraPixels) / (scleraPixels + TINT_PIXELS)) * Math.min(1, l / sclera[0]);
  return [l, a - share * da, b - share * db];
}

function within(x: number, [from, to]: readonly [number, number]): boolean {
  return x >= from && x <= to;
}
