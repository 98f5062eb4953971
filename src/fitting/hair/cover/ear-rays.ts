import { mean } from '../../../geometry/mean.ts';
import type { ShellSphere } from '../shell-sphere.ts';

/** Rays through the ears, and around them. */
export interface EarRays {
  /** Where an ear stands out from the skull. */
  readonly raised: readonly number[];
  /** These and those through its bowl. */
  readonly through: readonly number[];
  readonly beside: readonly number[];
  /** Of those through an ear, the ones behind its middle, where its flap stands off the skull: hair grows there, behind it. */
  readonly behind: readonly number[];
}

const EAR_RINGS = 3;
/** Farther off the skull than this an ear's skin is its flap, which has room behind it, mm. */
export const FLAP_MM = 6;
/** Of a ray's six neighbours. */
const AMONG = 3;
/** Farther off the skull than this a ray's skin is an ear's, mm. */
const EAR_MM = 2;

/** Where a head's surface lies on a shell's rays, as HeadRadius has it. */
export interface HeadReach {
  /** Without its ears [N] mm. */
  readonly skull: Float64Array;
  /** With its ears [N] mm. */
  readonly skin: Float64Array;
  /** 1 for rays that leave the head below the chin [N]. */
  readonly drape: Uint8Array;
}

/** Told once a head, which keeps them. */
export function earRays(sphere: ShellSphere, { skull, skin, drape }: HeadReach): EarRays {
  const { neighbours } = sphere;
  const raised = Array.from(skull.keys()).filter((i) => drape[i] === 0 && skin[i] - skull[i] > EAR_MM);
  const through = largestOfSides(sphere, withoutSpurs({ neighbours }, withHollows({ neighbours }, raised))).filter(
    (i) => drape[i] === 0,
  );
  const rear = behindMiddle(sphere, through);
  const flap = new Set(rear.filter((i) => skin[i] - skull[i] > FLAP_MM));
  const before = through.filter((i) => !flap.has(i));
  // What the flap parts from the rest of the ear lies behind it.
  const ear = new Set(largestOfSides(sphere, withoutSpurs({ neighbours }, before)));
  const inEar = (i: number): boolean => !flap.has(i) && (ear.has(i) || neighbours[i].some((n) => ear.has(n)));
  return {
    raised,
    through,
    beside: withAround({ neighbours }, through).slice(through.length),
    behind: rear.filter((i) => !inEar(i)),
  };
}

/** The rays of either ear behind its middle. */
function behindMiddle(sphere: ShellSphere, through: readonly number[]): number[] {
  const z = (i: number): number => sphere.directions[3 * i + 2];
  return bySide(sphere, through).flatMap((ear) => {
    const middle = mean(ear.map(z));
    return ear.filter((i) => z(i) < middle);
  });
}

/** The rays that leave the head on its right, and those on its left. */
export function bySide({ directions }: ShellSphere, rays: readonly number[]): number[][] {
  return [-1, 1].map((side) => rays.filter((i) => side * directions[3 * i] > 0));
}

/** The rays and those between them (a closing by {@link EAR_RINGS}): an ear's bowl lies no farther out than the skull around it. */
function withHollows({ neighbours }: Pick<ShellSphere, 'neighbours'>, rays: readonly number[]): number[] {
  const grown = new Set(withAround({ neighbours }, rays));
  const outside = Array.from(neighbours.keys()).filter((i) => !grown.has(i));
  const shrunk = new Set(withAround({ neighbours }, outside));
  return [...new Set([...rays, ...[...grown].filter((i) => !shrunk.has(i))])];
}

/** The rays that lie among each other: lone rows of them, where skin is raised beside an ear, would be cut out of hair. */
function withoutSpurs({ neighbours }: Pick<ShellSphere, 'neighbours'>, rays: readonly number[]): number[] {
  const all = new Set(rays);
  return rays.filter((i) => neighbours[i].filter((n) => all.has(n)).length >= AMONG);
}

/** Of the rays on either side those that hang together with the most others: an ear. */
function largestOfSides(sphere: ShellSphere, rays: readonly number[]): number[] {
  return bySide(sphere, rays).flatMap((own) => largestPiece(sphere, own));
}

function largestPiece({ neighbours }: ShellSphere, rays: readonly number[]): readonly number[] {
  const left = new Set(rays);
  let largest: readonly number[] = [];
  for (const first of rays) {
    if (!left.delete(first)) continue;
    const piece = [first];
    for (const i of piece) for (const n of neighbours[i]) if (left.delete(n)) piece.push(n);
    if (piece.length > largest.length) largest = piece;
  }
  return largest;
}

/** Rays through an ear, then those around it. */
export function withAround({ neighbours }: Pick<ShellSphere, 'neighbours'>, through: readonly number[]): number[] {
  const met = new Set(through);
  let rim = through;
  for (let ring = 0; ring < EAR_RINGS; ring++) {
    rim = [...new Set(rim.flatMap((i) => [...neighbours[i]]))].filter((n) => !met.has(n));
    for (const n of rim) met.add(n);
  }
  return [...met];
}
