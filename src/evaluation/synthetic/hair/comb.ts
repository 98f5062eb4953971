import type { Triple } from '../../../image/oklab.ts';
import type { HairCut, Hairstyle } from './hairstyle.ts';

/** Where a strand grows. */
export interface HairRoot {
  /** [3] mm */
  readonly place: Triple;
  /** [3] unit */
  readonly normal: Triple;
}

/** From where cropped hair runs in all directions: the whorl, up and to the back of the skull's middle. */
const WHORL: Triple = [0.1, 0.8, -0.6];
/** Normals that point up more steeply than this are of the head's top. */
const TOP = 0.5;
/** Normals that point forward more steeply than this are of the hairline over the face. */
const FRONT = 0.4;
/** Roots in front of this, mm, and above the brows have a fringe. */
const FRINGE_Z = -35;
const FRINGE_Y = 50;

/** Where a strand is led to at a root, not yet along the skin; down it falls of itself. */
type Comb = (root: HairRoot, style: Hairstyle) => Triple;

/** To both sides of the parting, the sooner backwards the nearer to the face. */
const parted: Comb = ({ place, normal }, { parting }) => {
  const side = place[0] > parting ? 1 : -1;
  if (normal[2] > FRONT) return [side, 0.1, -0.6];
  return normal[1] > TOP ? [side, 0, -0.45] : [0.15 * side, -1, -0.5];
};

const COMBS: Readonly<Record<HairCut, Comb>> = {
  cropped: ({ normal, place }, { parting }) => {
    const [x, y, z] = WHORL;
    const along = normal[0] * x + normal[1] * y + normal[2] * z;
    const sweep = place[2] > FRINGE_Z && normal[1] > 0 ? (parting > 0 ? -0.7 : 0.7) : 0;
    return [along * normal[0] - x + sweep, along * normal[1] - y, along * normal[2] - z];
  },
  'swept back': () => [0, -0.2, -1],
  parted,
  bob: parted,
  long: parted,
  curly: ({ normal }) => [normal[0], normal[1] + 0.2, normal[2]],
};

export function isFringe({ place }: HairRoot, { fringe, cut }: Hairstyle): boolean {
  return fringe && (cut === 'cropped' || cut === 'bob') && place[2] > FRINGE_Z && place[1] > FRINGE_Y;
}

/** Where a strand is led to. */
export function combed(root: HairRoot, style: Hairstyle): Triple {
  return isFringe(root, style) ? [0.3 * Math.sign(style.parting), -0.35, 1] : COMBS[style.cut](root, style);
}

/** Length of a strand from a root, mm. */
export function strandLength(root: HairRoot, style: Hairstyle): number {
  if (isFringe(root, style)) return Math.min(style.top, 65);
  const share = Math.max(0, Math.min(1, (root.normal[1] + 0.1) / (TOP + 0.1)));
  return style.sides + share * (style.top - style.sides);
}
