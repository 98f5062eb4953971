import { createRandom, type Random } from '../../../geometry/random.ts';
import { smoothStep } from '../../../geometry/smooth-step.ts';

/** Texels of a tuft's picture: across a card, and from its roots to its tips. */
export const TUFT = { width: 48, height: 160 } as const;
/** So many are drawn; cards are of one each. */
export const TUFTS = 4;

/** A tuft of strands. */
export interface Tuft {
  /** How much it covers [height, width] 0..1. */
  readonly cover: Float32Array;
  /** What its strands' colour is to be multiplied with [height, width]. */
  readonly shade: Float32Array;
}

const SEED = 11;
const STRANDS = 26;
/** Strands lie so far from a card's sides, of its width. */
const INSIDE = 0.08;
/** Their tips come together by this share, and stray by that of the width; between they bend by so much. */
const TOGETHER = 0.2;
const STRAY = 0.175;
const BEND = 0.1;
/** They begin and end within these shares of the height. */
const ROOTS = 0.25;
const TIPS = 0.55;
/** Half their width, texels, and by how much of it they differ. */
const HALF_WIDTH = 1.1;
const WIDTH_SPREAD = 0.3;
/** They come out of the hair beneath over such a share of their length. */
const EMERGE = 0.18;
/** How much one covers, and by how much its colour differs. */
const COVER = 0.9;
const SHADE = 0.15;

interface Strand {
  /** Where it begins, and where it would end were its tuft as high as the picture, of the width. */
  readonly root: number;
  readonly tip: number;
  readonly bend: number;
  /** Of the height. */
  readonly from: number;
  readonly to: number;
  /** Texels. */
  readonly halfWidth: number;
  readonly shade: number;
}

/** Tufts of tapered strands, one laid over the other: a = 1 - prod (1 - a_i), their shade as they cover. */
export function drawTufts(): Tuft[] {
  const random = createRandom(SEED);
  return Array.from({ length: TUFTS }, () => {
    const tuft = {
      cover: new Float32Array(TUFT.width * TUFT.height),
      shade: new Float32Array(TUFT.width * TUFT.height),
    };
    for (let s = 0; s < STRANDS; s++) draw(tuft, drawnStrand(random));
    // Of what covers; 1 beside strands, so that no filter takes black from there.
    for (let i = 0; i < tuft.shade.length; i++) tuft.shade[i] = tuft.cover[i] > 0 ? tuft.shade[i] / tuft.cover[i] : 1;
    return tuft;
  });
}

function drawnStrand(random: Random): Strand {
  const either = (): number => 2 * random.uniform() - 1;
  const root = INSIDE + (1 - 2 * INSIDE) * random.uniform();
  return {
    root,
    tip: root + TOGETHER * (0.5 - root) + STRAY * either(),
    bend: BEND * either(),
    from: ROOTS * random.uniform(),
    to: TIPS + (1 - TIPS) * random.uniform(),
    halfWidth: HALF_WIDTH * (1 + WIDTH_SPREAD * either()),
    shade: 1 + SHADE * either(),
  };
}

/** A strand as wide as w sqrt(1 - t^2) at its share t of its length. */
function draw({ cover, shade }: Tuft, { root, tip, bend, from, to, halfWidth, shade: own }: Strand): void {
  const { width, height } = TUFT;
  for (let row = Math.ceil(from * height); row < to * height; row++) {
    const t = (row / height - from) / (to - from);
    const middle = width * (root + (tip - root) * t * t + bend * t * (1 - t));
    const half = halfWidth * Math.sqrt(1 - t * t);
    const solid = COVER * smoothStep(t, [0, EMERGE]);
    for (let column = Math.max(1, Math.floor(middle - half)); column < Math.min(width - 1, middle + half); column++) {
      const share = Math.min(column + 1, middle + half) - Math.max(column, middle - half);
      const covers = solid * Math.max(0, share);
      const i = row * width + column;
      cover[i] += (1 - cover[i]) * covers;
      shade[i] = (1 - covers) * shade[i] + covers * own;
    }
  }
}
