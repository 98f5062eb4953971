import { gazeDirection, IRIS_RADIUS } from '../../../head/anatomy/eyes/eyeballs.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { LinearImage } from '../../../image/image.ts';
import { limitedChroma, linearFromOklab, oklabFromLinear, type Triple } from '../../../image/oklab.ts';
import { type EyeLook, eyeColors, USUAL_IRIS } from '../../../render/texture/eye-texture.ts';
import { directionOnEye } from './eye-pixels.ts';
import { type EyesInViews, type FoundEyes, seenEyes } from './find-eyes.ts';
import type { SeenEye } from './find-gaze.ts';
import type { IrisDisc } from './iris-fit.ts';
import { besideWhite, readEye } from './read-eye.ts';

/** So many pixels weigh as much as what is usual: most people's irises are brown, all whites are much alike. */
const USUAL_PIXELS: Readonly<Record<'iris' | 'sclera', number>> = { iris: 15, sclera: 150 };
/** Irises are no darker and no lighter, and of no more chroma. */
const IRIS_LIGHTNESS = [0.15, 0.72] as const;
const MOST_IRIS_CHROMA = 0.13;
/** The white differs from the shipped one's by this at most, OKLab. */
const SCLERA_LIGHTNESS = 0.15;
const SCLERA_CHROMA = 0.025;

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
      const eye = eyes[side];
      if (eye === null) return [];
      const found: IrisDisc = { axis: gazeDirection(eye.eyeball.axis, gaze[side]), radius: fitted.irisRadius };
      return [readEye(eye.pixels, [found, ...detectedDisc(eye, fitted.irisRadius)], lights[v])];
    });
  });
  const size = fitted.irisRadius / IRIS_RADIUS;
  const usual = oklabFromLinear(eyeColors(head, shipped).sclera);
  const iris = towards(
    readings.map((one) => ({ color: besideWhite(one, usual), pixels: one.irisPixels })),
    oklabFromLinear(USUAL_IRIS),
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

/** The detector's iris; none where it does not lie on the eyeball. */
function detectedDisc({ pixels, detected, eyeball, detectedRadius }: SeenEye, usualRadius: number): IrisDisc[] {
  const axis = directionOnEye(pixels.from, detected, eyeball);
  return axis === null ? [] : [{ axis, radius: detectedRadius ?? usualRadius }];
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
  return [clamp(l, ...IRIS_LIGHTNESS), ...limitedChroma(a, b, MOST_IRIS_CHROMA)];
}

function likelySclera([l, a, b]: Triple, [l0, a0, b0]: Triple): Triple {
  const [da, db] = limitedChroma(a - a0, b - b0, SCLERA_CHROMA);
  return [clamp(l, l0 - SCLERA_LIGHTNESS, l0 + SCLERA_LIGHTNESS), a0 + da, b0 + db];
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
