import { smoothStep } from '../../geometry/smooth-step.ts';
import { irisChart } from '../../head/anatomy/eyes/iris-chart.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { linearFromSrgb } from '../../image/color.ts';
import { type LinearImage, sampleBilinear } from '../../image/image.ts';
import { linearFromOklab, oklabFromLinear, type Triple } from '../../image/oklab.ts';

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

/** Most people's, linear. */
export const USUAL_IRIS: Triple = linearFromOklab([0.36, 0.025, 0.04]);

/** Of the iris' radius: where its colour is told, clear of the pupil and of the dark limbus. */
export const IRIS_BAND = [0.5, 0.85] as const;
/** Of the iris' radius: where the white's is. */
export const SCLERA_BAND = [1.25, 1.8] as const;

/** How an eye is to look beside the shipped one. */
export interface EyeLook {
  /** Median colour in its band, linear; null where nobody tells it: brown, as most people's are. */
  readonly iris: Triple | null;
  /** The same; as shipped where null. */
  readonly sclera: Triple | null;
  /** Radius of the iris, times the shipped one's. */
  readonly size: number;
}

/** What an eye's picture shows: medians over both eyes, linear. */
export interface EyeColors {
  readonly iris: Triple;
  readonly sclera: Triple;
}

export function eyeColors(head: HeadModel, picture: LinearImage): EyeColors {
  const iris: Triple[] = [];
  const sclera: Triple[] = [];
  forIrisTexels(head, picture, (i, reach) => {
    const color = oklabFromLinear(colorOf(picture, i));
    if (reach >= IRIS_BAND[0] && reach <= IRIS_BAND[1]) iris.push(color);
    if (reach >= SCLERA_BAND[0] && reach <= SCLERA_BAND[1]) sclera.push(color);
  });
  return { iris: linearFromOklab(medianColor(iris)), sclera: linearFromOklab(medianColor(sclera)) };
}

/** Shares of the iris' radius between which it goes over into white. */
const LIMBUS = [0.95, 1.1] as const;
/** The white around an iris gives way up to here. */
const STRETCHED = 1.8;
/**
 * Towards the corners the white is red: by how much more of OKLab's a and b than at the iris, and between which shares of the iris' radius it becomes so; photographs of seven
 * people have 0.006, 0.011 and 0.030 more of a at 1.4, 1.6 and 1.7 radii. `median`: of it where the white's colour is told.
 */
const REDNESS = { a: 0.03, b: 0.008, from: [1.25, 1.85], median: 0.38 } as const;
/** A pattern of much chroma would stay on an eye of little: chroma scales with the colours', but for this. */
const LEAST_CHROMA = 0.02;

/**
 * The shipped eye's picture with other irises and another white: the pattern stays, in OKLab
 *   L' = L L_new/L_old,  (a, b)' = min(1, 2 L/L_old) ((a, b)_new + min(1, C_new/C_old) ((a, b) - (a, b)_old)),
 * old and new the medians of iris or white: pupils stay black. An iris grows into its white, which is squeezed. A white that is
 * told reddens away from it.
 */
export function paintEyes(head: HeadModel, shipped: LinearImage, look: EyeLook): LinearImage {
  const old = eyeColors(head, shipped);
  const data = shipped.data.slice();
  const [iris, sclera] = [recolor(old.iris, look.iris ?? USUAL_IRIS), recolor(old.sclera, look.sclera)];
  const sized = sizedIrises(head, shipped, look.size);
  const color = new Float64Array(3);
  const white = (source: Triple, share: number): Triple =>
    look.sclera === null ? source : reddened(sclera(source), share);
  // Around the eyes there is white as well.
  for (let i = 0; i < data.length / 3; i++) data.set(white(colorOf(shipped, i), 1), 3 * i);
  for (const { texel, reach, x, y } of sized) {
    sampleBilinear(shipped, x, y, color);
    const source: Triple = [color[0], color[1], color[2]];
    const outer = smoothStep(reach, LIMBUS);
    const colored = iris(source);
    const around = white(source, smoothStep(reach, REDNESS.from));
    for (let c = 0; c < 3; c++) data[3 * texel + c] = outer * around[c] + (1 - outer) * colored[c];
  }
  return { ...shipped, data };
}

/** A texel around an iris: its distance from the middle on the shipped picture, in radii, and the pixel there. */
interface SizedTexel {
  readonly texel: number;
  readonly reach: number;
  readonly x: number;
  readonly y: number;
}

function sizedIrises(head: HeadModel, picture: LinearImage, size: number): SizedTexel[] {
  const out: SizedTexel[] = [];
  forIrisTexels(head, picture, (texel, reach, [cx, cy]) => {
    if (reach >= STRETCHED) return;
    const source =
      reach < size ? reach / size : STRETCHED - ((STRETCHED - reach) * (STRETCHED - 1)) / (STRETCHED - size);
    const [x, y] = [(texel % picture.width) + 0.5, Math.floor(texel / picture.width) + 0.5];
    const factor = reach === 0 ? 1 : source / reach;
    out.push({ texel, reach: source, x: cx + factor * (x - cx), y: cy + factor * (y - cy) });
  });
  return out;
}

/** @param visit told of each texel, its distance from the iris' middle in radii, and where that is, pixels */
function forIrisTexels(
  head: HeadModel,
  { width, height }: LinearImage,
  visit: (texel: number, reach: number, middle: readonly [number, number]) => void,
): void {
  for (const part of head.parts) {
    if (part.texture !== 'eye') continue;
    const { centre, radius } = irisChart(head, part);
    const middle = [centre[0] * width, centre[1] * height] as const;
    const span = STRETCHED * radius;
    const [left, right] = [(centre[0] - span) * width, (centre[0] + span) * width];
    const [top, bottom] = [(centre[1] - span) * height, (centre[1] + span) * height];
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y++)
      for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, right); x++) {
        const reach = Math.hypot((x + 0.5) / width - centre[0], (y + 0.5) / height - centre[1]) / radius;
        visit(y * width + x, reach, middle);
      }
  }
}

/** Moves colours as a median moves. */
function recolor(from: Triple, to: Triple | null): (color: Triple) => Triple {
  if (to === null) return (color) => color;
  const [l0, a0, b0] = oklabFromLinear(from);
  const [l1, a1, b1] = oklabFromLinear(to);
  const chroma = Math.min(1, Math.max(LEAST_CHROMA, Math.hypot(a1, b1)) / Math.max(LEAST_CHROMA, Math.hypot(a0, b0)));
  return (color) => {
    const [l, a, b] = oklabFromLinear(color);
    const tone = Math.min(1, (2 * l) / l0);
    return linearFromOklab([(l * l1) / l0, tone * (a1 + chroma * (a - a0)), tone * (b1 + chroma * (b - b0))]);
  };
}

function reddened(color: Triple, share: number): Triple {
  const [l, a, b] = oklabFromLinear(color);
  const more = share - REDNESS.median;
  return linearFromOklab([l, a + more * REDNESS.a, b + more * REDNESS.b]);
}

function colorOf({ data }: LinearImage, texel: number): Triple {
  return [data[3 * texel], data[3 * texel + 1], data[3 * texel + 2]];
}

/** Of each number by itself. */
export function medianColor(colors: readonly Triple[]): Triple {
  const of = (k: 0 | 1 | 2): number => {
    const sorted = colors.map((color) => color[k]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  };
  return [of(0), of(1), of(2)];
}
