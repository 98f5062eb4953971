import { mean } from '../../../geometry/mean.ts';
import type { HeadRadius } from '../head-radius.ts';
import type { ShellSphere } from '../shell-sphere.ts';

/** What pixels that are no hair count for against it, of what pixels of hair do. */
export interface ClassTrust {
  /** Of skin on each ray [N]. */
  readonly skin: Float64Array;
  /** Of clothes on each ray [N]. */
  readonly clothes: Float64Array;
}

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

/** On an ear, which is bare or under hair as a whole, and around it: seen where the head's ear does not lie it says nothing of the hair beneath or behind. */
const AT_EAR = 0.02;
const EAR_RINGS = 3;
/** Farther off the skull than this an ear's skin is its flap, which has room behind it, mm. */
export const FLAP_MM = 6;
/** Of a ray's six neighbours. */
const AMONG = 3;
/** Farther off the skull than this a ray's skin is an ear's, mm. */
const EAR_MM = 2;
/** Where whoever has hair has it: skin seen there is the neck's or an ear's. */
const HORSESHOE = 0.02;
const CROWN_Y = 0.5;
/** What hangs before a throat stands off it: a turned view shows hair behind it there, but none shows skin where hair is. */
const THROAT = 4;

/**
 * How far the views' skin and clothes are believed where hair may be. Cloth on a head is none: straight hair that looks like a
 * scarf, or a hat.
 */
export function classTrust(sphere: ShellSphere, head: HeadRadius): ClassTrust {
  const skin = new Float64Array(head.skull.length).fill(1);
  const { through, beside } = earRays(sphere, head);
  for (const i of [...through, ...beside]) skin[i] = AT_EAR;
  head.place.forEach((own, i) => {
    if (inHorseshoe(sphere, own, i)) skin[i] = HORSESHOE;
    if (head.drape[i] === 1 && sphere.directions[3 * i + 2] > Math.abs(sphere.directions[3 * i])) skin[i] = THROAT;
  });
  return { skin, clothes: Float64Array.from(head.place, (own) => (own === -1 ? 1 : 0)) };
}

/** Whether a ray leaves the scalp behind the ears and below the crown. @param place of the ray ({@link HeadRadius.place}) */
export function inHorseshoe({ directions }: ShellSphere, place: number, i: number): boolean {
  return place === 1 && directions[3 * i + 1] < CROWN_Y && directions[3 * i + 2] < 0;
}

export function earRays(sphere: ShellSphere, { skull, skin, drape }: HeadRadius): EarRays {
  const { neighbours } = sphere;
  const raised = Array.from(skull.keys()).filter((i) => drape[i] === 0 && skin[i] - skull[i] > EAR_MM);
  const through = largestOfSides(sphere, withoutSpurs({ neighbours }, withHollows({ neighbours }, raised))).filter(
    (i) => drape[i] === 0,
  );
  const flap = new Set(behindMiddle(sphere, through).filter((i) => skin[i] - skull[i] > FLAP_MM));
  const before = through.filter((i) => !flap.has(i));
  // What the flap parts from the rest of the ear lies behind it.
  const ear = new Set(largestOfSides(sphere, withoutSpurs({ neighbours }, before)));
  const inEar = (i: number): boolean => !flap.has(i) && (ear.has(i) || neighbours[i].some((n) => ear.has(n)));
  return {
    raised,
    through,
    beside: withAround({ neighbours }, through).slice(through.length),
    behind: behindMiddle(sphere, through).filter((i) => !inEar(i)),
  };
}

/** The rays of either ear behind its middle. */
function behindMiddle({ directions }: ShellSphere, through: readonly number[]): number[] {
  return [-1, 1].flatMap((side) => {
    const ear = through.filter((i) => side * directions[3 * i] > 0);
    const middle = mean(ear.map((i) => directions[3 * i + 2]));
    return ear.filter((i) => directions[3 * i + 2] < middle);
  });
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
function largestOfSides({ neighbours, directions }: ShellSphere, rays: readonly number[]): number[] {
  const left = new Set(rays);
  const pieces: number[][] = [];
  for (const first of rays) {
    if (!left.delete(first)) continue;
    const piece = [first];
    for (const i of piece) for (const n of neighbours[i]) if (left.delete(n)) piece.push(n);
    pieces.push(piece);
  }
  return [-1, 1].flatMap((side) =>
    pieces
      .filter(([i]) => side * directions[3 * i] > 0)
      .reduce((most: readonly number[], piece) => (piece.length > most.length ? piece : most), []),
  );
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
