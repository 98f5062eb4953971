import { BACKGROUND, CLOTHES, HAIR, isSkin } from '../../../capture/segmentation/classes.ts';
import { cameraCentre, project } from '../../../geometry/camera.ts';
import { mean } from '../../../geometry/mean.ts';
import { vertexNormals } from '../../../geometry/mesh/mesh.ts';
import { cosineTo } from '../../../geometry/vector3.ts';
import { type HairFall, type HairView, seenPixel } from '../hair-view.ts';
import type { HeadRadius } from '../head-radius.ts';
import type { ShellSphere } from '../shell-sphere.ts';
import { solveRows, sparseRows } from '../sparse-rows.ts';
import { classTrust, inHorseshoe } from './class-trust.ts';
import { earCover } from './ear-cover.ts';
import { withoutHair } from './hanging-cover.ts';
import { bareThroat } from './throat-cover.ts';

/** Which of a shell's rays pass through hair. */
export interface HairCover {
  /** [N] above 0 where hair covers the head, about 1 and -1 where that is certain. */
  readonly level: Float64Array;
  /** How much of it views show [N], 0 for nothing. */
  readonly seen: Float64Array;
  /** How far views show skin there [N]. */
  readonly skin: Float64Array;
  /** Of what views show of the scalp, hair or skin, the share that is hair; of what they show beside it where pictures end below it. */
  readonly hairyScalp: number;
  /** Rays that hair leaves out whatever pixels show: through bare ears, before a throat below a bare jaw, and where hair would hang from nothing. */
  readonly bare: ReadonlySet<number>;
  /** Rays on which hair grows behind a bare ear's flap. */
  readonly behindEars: ReadonlySet<number>;
  /** How far hair falls around the neck. */
  readonly fall: HairFall;
}

/** A shell whose rays are looked at. */
export interface SeenShell {
  /** [N, 3] mm */
  readonly points: Float64Array;
  /** How far hair was seen to fall on an earlier one: hair that hangs stands off the neck, and a thinner shell lies on bare skin beside it. */
  readonly fall: HairFall;
  /** Where hair hangs clear of the neck, not NaN there [N]; nowhere where it is left out. */
  readonly clear?: Float64Array;
}

/** Flatter than this nothing is told of what a surface carries. */
const MIN_COSINE = 0.15;
const SEEN_WEIGHT = 3;
const MIRROR_WEIGHT = 0.3;
/** Of what a head is like where nobody saw it: hair on its scalp, none on its neck. */
const PRIOR_WEIGHT = 0.05;
/** The same on the scalp's sides and back. */
const HORSESHOE_WEIGHT = 0.3;
/** The same where hair grows beside the scalp: at temples and around ears. */
const FRINGE_WEIGHT = 0.3;
/** How firmly an ear and what lies beside it are alike, of how firmly all else is, and a forehead and the scalp above it that no picture shows: hair ends there. */
const FREE_EDGE = 0.1;
/** Of an ear as a whole, beside which single pixels on it count for nothing. */
const EAR_WEIGHT = 1;
/** Of a bare neck above the chin and below it: where hair hangs, it is as long behind as at its sides. Below the chin short hair is none. */
const BARE_WEIGHTS: Readonly<Record<HairFall, { readonly neck: number; readonly below: number }>> = {
  lies: { neck: 0.1, below: 30 },
  'to-chin': { neck: 0.01, below: 30 },
  'past-chin': { neck: 0.01, below: 0.01 },
};
/** Of hair that hangs clear of the neck down to the chin. */
const CLEAR_WEIGHT = 1;
/** Of a nape that hair falls on to the chin, as long as at its sides. */
const NAPE_WEIGHT = 0.16;
/** What all else that is seen below the chin beside the neck, and behind it, counts for against hair there: hair may be tucked behind. */
const BARE_BESIDE = 0.05;
const BARE_BEHIND = 0.2;
/** Seen rays of the scalp over all of it, below which what is seen of it tells nothing: pictures end at the forehead. */
const LEAST_SCALP = 0.02;
const SOLVER_STEPS = 80;
/** Least share of up and of ahead in the directions of rays above the forehead. */
const FOREHEAD = 0.2;

/**
 * Whether hair covers the head, ray by ray: what the classes of pixels say that a shell's points fall on, continued smoothly,
 *   min over c of sum_i (3 s_i)^2 (c_i - v_i)^2 + sum_ij (c_i - c_j)^2 over neighbours,
 * v the share of hair against skin and clothes, as far as {@link classTrust} believes them, from 1 to -1, s how well the views see
 * it, on ears what {@link earCover} says; the unseen leans on the head's other side, then on its scalp. Hair that does not hang together with the scalp's is none: beards.
 */
export function hairCover(
  sphere: ShellSphere,
  head: HeadRadius,
  { points, fall, clear }: SeenShell,
  views: readonly HairView[],
): HairCover {
  const count = points.length / 3;
  const [hair, skin, other] = [0, 1, 2].map(() => new Float64Array(count));
  const { normals } = vertexNormals(points, sphere.triangles);
  const trust = classTrust(sphere, head);
  /** Hair beside the neck, and all else there. */
  const [neckHair, neckBare] = [0, 1].map(() => new Float64Array(count));
  const scalp = { hair: 0, skin: 0 };
  /** Temples and what lies before and behind the ears. */
  const beside = { hair: 0, skin: 0 };
  for (const view of views) {
    const pixels = project(view.camera, points);
    const eye = cameraCentre(view.camera);
    for (let i = 0; i < count; i++) {
      const k = seenPixel(view, pixels, i);
      if (k < 0) continue;
      const weight = cosineTo(points, normals, i, eye) - MIN_COSINE;
      if (!(weight > 0)) continue;
      const label = view.labels[k];
      const part = head.place[i] === 1 ? scalp : head.place[i] === 0 ? beside : null;
      if (part !== null && label === HAIR) part.hair += weight;
      if (part !== null && isSkin(label)) part.skin += weight;
      (label === HAIR ? neckHair : neckBare)[i] += besideNeck(sphere, head, i) * weight;
      if (label === HAIR) hair[i] += weight;
      else if (isSkin(label)) skin[i] += trust.skin[i] * weight;
      else if (label === CLOTHES) other[i] += trust.clothes[i] * weight;
      else if (label === BACKGROUND) other[i] += head.drape[i] * weight;
    }
  }
  const seen = hair.map((h, i) => Math.min(1, h + skin[i] + other[i]));
  const votes = hair.map((h, i) => (seen[i] === 0 ? 0 : (h - skin[i] - other[i]) / (h + skin[i] + other[i])));
  const falls = hangsBesideNeck(sphere, neckHair, neckBare) ? 'past-chin' : fall;
  const { neck, below } = BARE_WEIGHTS[falls];
  const ears = earCover(sphere, head, views, falls !== 'lies');
  const behindEars = new Set(head.ears.behind.filter((i) => ears.get(i) === -1));
  for (const i of behindEars) ears.delete(i);
  // What hangs before ears tells nothing of where hair grows there.
  const earY = mean(Array.from(ears.keys(), (i) => points[3 * i + 1]));
  const grows = (i: number): boolean => falls === 'lies' || points[3 * i + 1] > earY;
  const isUnseen = (i: number): boolean => seen[i] === 0 && seen[sphere.mirror[i]] === 0;
  const endsUnseen = (i: number, n: number): boolean =>
    isHairline(sphere, head, i, n) && isUnseen(head.place[i] === 1 ? i : n);
  const rows = sparseRows(count);
  for (let i = 0; i < count; i++) {
    const ear = ears.get(i) ?? 0;
    for (const n of sphere.neighbours[i])
      if (n > i) {
        const ends = (ear !== (ears.get(n) ?? 0) && grows(i) && grows(n)) || endsUnseen(i, n);
        rows.add([i, n], [1, -1], 0, ends ? FREE_EDGE : 1);
      }
    if (ear !== 0) {
      rows.add([i], [1], ear, EAR_WEIGHT);
      continue;
    }
    const m = sphere.mirror[i];
    if (falls === 'to-chin' && clear !== undefined && clear[i] >= 0) rows.add([i], [1], 1, CLEAR_WEIGHT);
    if (seen[i] > 0) rows.add([i], [1], votes[i], SEEN_WEIGHT * seen[i]);
    if (seen[m] > seen[i]) rows.add([i], [1], votes[m], MIRROR_WEIGHT * (seen[m] - seen[i]));
    if (head.place[i] === -1 && head.drape[i] === 1) rows.add([i], [1], -1, below);
    else if (head.place[i] === -1 && falls === 'to-chin' && sphere.directions[3 * i + 2] < 0)
      rows.add([i], [1], 1, NAPE_WEIGHT);
    else if (head.place[i] === -1) rows.add([i], [1], -1, neck);
    else if ((head.fringe[i] === 1 && grows(i)) || behindEars.has(i)) rows.add([i], [1], 1, FRINGE_WEIGHT);
    else rows.add([i], [1], head.place[i], inHorseshoe(sphere, head.place[i], i) ? HORSESHOE_WEIGHT : PRIOR_WEIGHT);
  }
  const level = solveRows(rows, votes, SOLVER_STEPS);
  for (const [i, ear] of ears) if (ear !== 0) level[i] = ear * Math.max(ear * level[i], LEFT_OUT);
  const throat = bareThroat(sphere, head, level);
  for (const i of throat) level[i] = Math.min(level[i], -LEFT_OUT);
  keepScalpHair(sphere, head, level);
  const unhung = withoutHair(sphere, head, points, level);
  for (const i of unhung) level[i] = -LEFT_OUT;
  return {
    level,
    seen,
    skin: skin.map((s, i) => (seen[i] === 0 ? 0 : s / (hair[i] + s + other[i]))),
    fall: falls,
    behindEars,
    bare: new Set([...throat, ...unhung, ...Array.from(ears.keys()).filter((i) => ears.get(i) === -1)]),
    hairyScalp: shareOfHair(
      scalp.hair + scalp.skin > LEAST_SCALP * head.place.filter((place) => place === 1).length ? scalp : beside,
    ),
  };
}

function shareOfHair({ hair, skin }: { readonly hair: number; readonly skin: number }): number {
  return hair === 0 ? 0 : hair / (hair + skin);
}

/** 1 for a ray that meets what hangs around the neck, to the side or to the back, else 0. */
function besideNeck({ directions }: ShellSphere, { drape }: HeadRadius, i: number): number {
  return 2 * directions[3 * i + 2] <= Math.abs(directions[3 * i]) ? drape[i] : 0;
}

/**
 * Whether more hair than anything else is seen beside the neck, what is bare counting for little. Where most views show a ray bare, those in
 * which it is hair are mistaken: ears run into hair in small pictures.
 * @param hair how far each ray is seen as hair there [N] @param bare and as anything else [N]
 */
function hangsBesideNeck(sphere: ShellSphere, hair: Float64Array, bare: Float64Array): boolean {
  return hair.reduce((sum, h, i) => sum + (h > bare[i] ? h : 0) - bareNeck(sphere, i) * bare[i], 0) > 0;
}

/** Whether two neighbouring rays lie on either side of where hair usually begins above the forehead. */
function isHairline({ directions }: ShellSphere, { place }: HeadRadius, i: number, n: number): boolean {
  return place[i] + place[n] === 1 && directions[3 * i + 1] > FOREHEAD && directions[3 * i + 2] > FOREHEAD;
}

function bareNeck({ directions }: ShellSphere, i: number): number {
  return directions[3 * i + 2] < 0 ? BARE_BEHIND : BARE_BESIDE;
}

/** Takes away what does not hang together with hair on the scalp, and what has no head beneath. @param level changed */
function keepScalpHair({ neighbours }: ShellSphere, { place, skull }: HeadRadius, level: Float64Array): void {
  const kept = new Uint8Array(level.length);
  const open: number[] = [];
  const visit = (i: number): void => {
    if (kept[i] === 1 || !(level[i] > 0) || Number.isNaN(skull[i])) return;
    kept[i] = 1;
    open.push(i);
  };
  for (let i = 0; i < level.length; i++) if (place[i] === 1) visit(i);
  for (let i = open.pop(); i !== undefined; i = open.pop()) for (const n of neighbours[i]) visit(n);
  for (let i = 0; i < level.length; i++) if (kept[i] === 0) level[i] = Math.min(level[i], -LEFT_OUT);
}

const LEFT_OUT = 0.05;
