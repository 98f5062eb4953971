import type { Random } from '../../../geometry/random.ts';
import { linearFromSrgb } from '../../../image/color.ts';
import type { Triple } from '../../../image/oklab.ts';

export const HAIR_CUTS = ['cropped', 'swept back', 'parted', 'bob', 'long', 'curly'] as const;
export type HairCut = (typeof HAIR_CUTS)[number];

/** How hair is worn; lengths in mm. */
export interface Hairstyle {
  readonly cut: HairCut;
  /** Linear albedo. */
  readonly color: Triple;
  /** Of strands from the top of the head, and from its sides and back. */
  readonly top: number;
  readonly sides: number;
  /** Strands that hang end at this height; null: by their length alone. */
  readonly hem: number | null;
  /** Where the parting runs, to the subject's left of the middle. */
  readonly parting: number;
  /** How far the outermost strands lie off the skin. */
  readonly volume: number;
  /** Hair falls over the forehead. */
  readonly fringe: boolean;
  /** Radius of curls or waves, and how long each is. */
  readonly curl: number;
  readonly wave: number;
}

/** sRGB: black, browns, red, blond, grey; the first few are of dark skins too. */
const HAIR_COLORS: readonly Triple[] = [
  [24, 20, 19],
  [38, 29, 25],
  [60, 42, 32],
  [88, 62, 44],
  [122, 66, 38],
  [142, 108, 70],
  [190, 156, 108],
  [128, 124, 120],
];
const DARK_COLORS = 3;
/** Mean luminance from which on hair has all colours. */
const FAIR = 0.2;

/** @param luminance mean of the skin: dark skins have dark hair */
export function drawHairstyle(random: Random, luminance: number): Hairstyle {
  const range = (low: number, high: number): number => low + (high - low) * random.uniform();
  const cut = HAIR_CUTS[Math.floor(random.uniform() * HAIR_CUTS.length)];
  const colors = luminance < FAIR ? HAIR_COLORS.slice(0, DARK_COLORS) : HAIR_COLORS;
  const [r, g, b] = colors[Math.floor(random.uniform() * colors.length)];
  const color: Triple = [linearFromSrgb(r / 255), linearFromSrgb(g / 255), linearFromSrgb(b / 255)];
  const parting = (random.uniform() < 0.5 ? -1 : 1) * range(0, 32);
  const fringe = random.uniform() < 0.4;
  const lengths: Readonly<Record<HairCut, Pick<Hairstyle, 'top' | 'sides' | 'hem' | 'volume' | 'curl' | 'wave'>>> = {
    cropped: { top: range(14, 32), sides: range(6, 16), hem: null, volume: range(6, 14), curl: 0, wave: 1 },
    'swept back': { top: range(130, 190), sides: range(70, 120), hem: null, volume: range(8, 20), curl: 0, wave: 1 },
    parted: { top: range(80, 120), sides: range(28, 60), hem: null, volume: range(10, 20), curl: 0, wave: 1 },
    bob: {
      top: 400,
      sides: 300,
      hem: range(-115, -60),
      volume: range(10, 22),
      curl: range(0.5, 2),
      wave: range(40, 80),
    },
    long: {
      top: 600,
      sides: 500,
      hem: range(-290, -190),
      volume: range(10, 22),
      curl: range(1.5, 5),
      wave: range(45, 90),
    },
    curly: { top: range(35, 60), sides: range(25, 45), hem: null, volume: range(25, 40), curl: range(3, 6), wave: 13 },
  };
  return { cut, color, parting, fringe, ...lengths[cut] };
}
