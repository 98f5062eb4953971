import { shBasis } from '../../../geometry/spherical-harmonics.ts';
import { gazeDirection, IRIS_RADIUS } from '../../../head/anatomy/eyes/eyeballs.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { LinearImage } from '../../../image/image.ts';
import { linearFromOklab, oklabFromLinear, type Triple } from '../../../image/oklab.ts';
import { irradiance } from '../../../render/light/sh-lighting.ts';
import { type EyeLook, eyeColors, IRIS_BAND, medianColor, SCLERA_BAND } from '../../../render/texture/eye-texture.ts';
import { type EyesInViews, type FoundEyes, seenEyes } from './find-eyes.ts';
import type { SeenEye } from './find-gaze.ts';

/** Brighter pixels are overexposed: they show no colour. */
const OVEREXPOSED = 0.97;
/** Of the iris' radius above its middle: higher up the upper lid shades an eye. */
const SHADED = 0.35;
/** Share of an iris' pixels that something darkens. */
const SHADED_SHARE = 0.4;
/** So many pixels weigh as much as what is usual: most people's irises are brown, all whites are much alike. */
const USUAL_PIXELS: Readonly<Record<'iris' | 'sclera', number>> = { iris: 15, sclera: 150 };
const BROWN: Triple = [0.36, 0.025, 0.04];
/** Irises are no darker and no lighter, and of no more chroma. */
const IRIS_LIGHTNESS = [0.15, 0.72] as const;
const MOST_IRIS_CHROMA = 0.13;
/** The lightest irises are darker than the white beside them by 0.12: what is hardly darker is white that passes for an iris. */
const LEAST_CONTRAST = 0.06;
/** The white differs from the shipped one's by this at most, OKLab. */
const SCLERA_LIGHTNESS = 0.15;
const SCLERA_CHROMA = 0.025;

/** Colours of one eye in one view with the light divided out, OKLab, and from how many pixels. */
export interface EyeReading {
  readonly iris: Triple;
  readonly irisPixels: number;
  readonly sclera: Triple;
  readonly scleraPixels: number;
}

/**
 * Colours and size of a person's irises, and the tone of the white, from all views that show where the eyes look: medians of
 * the photographs' pixels over the light of each view, between eyes and views by medians too, held towards what is usual.
 * @param shipped picture of the eye
 * @param lights of the used views [views][9, 3]
 */
export function eyeLook(
  head: HeadModel,
  shipped: LinearImage,
  fitted: EyesInViews & FoundEyes,
  lights: readonly ArrayLike<number>[],
): EyeLook {
  const readings = seenEyes(fitted).flatMap((eyes, v) => {
    const gaze = fitted.gazes[v];
    if (gaze === null) return [];
    return (['left', 'right'] as const).flatMap((side) => {
      const fit = eyes[side];
      if (fit === null) return [];
      const disc = { axis: gazeDirection(fit.eyeball.axis, gaze[side]), radius: fitted.irisRadius };
      return [readEye(fit, disc, lights[v])];
    });
  });
  const size = fitted.irisRadius / IRIS_RADIUS;
  const usual = oklabFromLinear(eyeColors(head, shipped).sclera);
  const iris = towards(
    readings.map((one) => ({ color: one.iris, pixels: one.irisPixels })),
    BROWN,
    USUAL_PIXELS.iris,
  );
  const sclera = towards(
    readings.map((one) => ({ color: one.sclera, pixels: one.scleraPixels })),
    usual,
    USUAL_PIXELS.sclera,
  );
  return {
    size,
    iris: iris === null ? null : linearFromOklab(likelyIris(iris)),
    sclera: sclera === null ? null : linearFromOklab(likelySclera(sclera, usual)),
  };
}

/** Colours of an eye whose iris is a disc around an axis; of no pixels where what passes for the iris is hardly darker than the white. */
export function readEye(
  { pixels }: SeenEye,
  { axis, radius }: { readonly axis: readonly number[]; readonly radius: number },
  light: ArrayLike<number>,
): EyeReading {
  const { directions, colors } = pixels;
  const iris: Triple[] = [];
  const sclera: Triple[] = [];
  const basis = new Float64Array(9);
  const lit = new Float64Array(3);
  for (let i = 0; i < colors.length; i += 3) {
    const normal: Triple = [directions[i], directions[i + 1], directions[i + 2]];
    const reach = Math.acos(Math.min(1, normal[0] * axis[0] + normal[1] * axis[1] + normal[2] * axis[2])) / radius;
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
  const scleraColor = sclera.length === 0 ? none : medianColor(sclera);
  const told = sclera.length === 0 || irisColor[0] < scleraColor[0] - LEAST_CONTRAST;
  return {
    iris: irisColor,
    irisPixels: told ? iris.length : 0,
    sclera: scleraColor,
    scleraPixels: told ? sclera.length : 0,
  };
}

/** The lighter ones of an iris' pixels: lashes, the pupil and the dark limbus blur into the others. */
function unshaded(colors: readonly Triple[]): Triple[] {
  return colors.toSorted((a, b) => a[0] - b[0]).slice(Math.floor(SHADED_SHARE * colors.length));
}

/** The median of readings, each as often as it has pixels, held towards what is usual; null where there are no pixels. */
function towards(
  readings: readonly { readonly color: Triple; readonly pixels: number }[],
  usual: Triple,
  usualPixels: number,
): Triple | null {
  const total = readings.reduce((sum, { pixels }) => sum + pixels, 0);
  if (total === 0) return null;
  const median = (k: 0 | 1 | 2): number => {
    let above = total;
    for (const { color, pixels } of readings.toSorted((a, b) => a.color[k] - b.color[k])) {
      above -= pixels;
      if (above <= total / 2 && pixels > 0) return color[k];
    }
    return usual[k];
  };
  const held = (k: 0 | 1 | 2): number => (total * median(k) + usualPixels * usual[k]) / (total + usualPixels);
  return [held(0), held(1), held(2)];
}

function likelyIris([l, a, b]: Triple): Triple {
  const chroma = Math.min(1, MOST_IRIS_CHROMA / Math.max(1e-9, Math.hypot(a, b)));
  return [clamp(l, ...IRIS_LIGHTNESS), chroma * a, chroma * b];
}

function likelySclera([l, a, b]: Triple, [l0, a0, b0]: Triple): Triple {
  const [da, db] = [a - a0, b - b0];
  const chroma = Math.min(1, SCLERA_CHROMA / Math.max(1e-9, Math.hypot(da, db)));
  return [clamp(l, l0 - SCLERA_LIGHTNESS, l0 + SCLERA_LIGHTNESS), a0 + chroma * da, b0 + chroma * db];
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}

function within(x: number, [from, to]: readonly [number, number]): boolean {
  return x >= from && x <= to;
}
