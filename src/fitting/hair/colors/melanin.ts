import { linearFromOklab, oklabFromLinear, type Triple } from '../../../image/oklab.ts';

/** Hues of hair in OKLab, radians from a (red) to b (yellow): from red hair to the ashen blond's yellow. */
const HUES = [0.5, 1.38] as const;
/** Unit vectors of both. */
const ENDS = HUES.map((end) => [Math.cos(end), Math.sin(end)] as const);
/** Hair that is as a whole farther from any hair's hue than this is dyed, OKLab. */
const DYED = 0.04;

/**
 * Colours of hair are melanin's, between red and yellow, or grey. Beyond its hues chroma goes to the nearest that has one:
 *   (a, b) -> e max(0, (a, b) . e),  e the nearer end of the hues
 * Where light was divided out that the skin's shade tells, grey hair turns green and blue otherwise. Hair that is dyed
 * as a whole keeps its colours: without the light and in it, for a light that is told too yellow leaves brown hair violet.
 * @param usual linear sRGB of all of the hair @param lit the same as the photographs have it @returns what makes a linear sRGB colour one of hair
 */
export function towardsMelanin(usual: Triple, lit: Triple): (color: Triple) => Triple {
  if (isDyed(usual) && isDyed(lit)) return (color) => color;
  return (color) => {
    const [lightness, ...chroma] = oklabFromLinear(color);
    const [p, q] = melaninChroma(...chroma);
    return p === chroma[0] && q === chroma[1] ? color : linearFromOklab([lightness, p, q]);
  };
}

function isDyed(color: Triple): boolean {
  const [, a, b] = oklabFromLinear(color);
  const [x, y] = melaninChroma(a, b);
  return Math.hypot(a - x, b - y) > DYED;
}

/** The nearest chroma within the wedge of {@link HUES}. */
function melaninChroma(a: number, b: number): readonly [number, number] {
  const hue = Math.atan2(b, a);
  if (hue >= HUES[0] && hue <= HUES[1]) return [a, b];
  const along = ENDS.map(([x, y]) => Math.max(0, a * x + b * y));
  const nearer = along[0] > along[1] ? 0 : 1;
  return [along[nearer] * ENDS[nearer][0], along[nearer] * ENDS[nearer][1]];
}
