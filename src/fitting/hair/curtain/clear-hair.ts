import { CLOTHES, HAIR } from '../../../capture/segmentation/classes.ts';
import { cameraCentre, project } from '../../../geometry/camera.ts';
import { piecesOf } from '../../../image/pieces.ts';
import { type HairFall, type HairView, pixelAt, seenPixel } from '../hair-view.ts';
import type { HeadRadius } from '../head-radius.ts';
import { shellPoints } from '../shell-points.ts';
import { type ShellSphere, towardsEye } from '../shell-sphere.ts';

/** So far off the neck hair is looked for, in such steps, mm. */
const REACH_MM = 90;
const STEP_MM = 2;
/** A shorter run of it is a wisp, mm. */
const LEAST_MM = 8;
/** Rays that lead to the eye or away from it, around the vertical, by a larger cosine: hair before the neck or behind it is none beside it. */
const ACROSS = 0.7;
/** Of the rays below the chin, the share along which hair is seen where any hangs: hair that ends above stands off the neck only there. */
const HANGING_SHARE = 0.05;
/** The same of the neck's rays above it: of portraits with hair that hangs a third to a half, of others none at all. */
const CHIN_SHARE = 0.15;
/** So far into hair that hangs clear a shell lies at least, mm: half of the least run. */
export const INTO_CLEAR_MM = LEAST_MM / 2;

/**
 * How far off the neck, or off what hangs around it ({@link HeadRadius.skull}), hair begins on each ray [N] mm, by the view that has it nearest, for hair that lies on shoulders does not turn with a head: long hair stands clear
 * of the neck, and a photograph shows skin or wall between the two. NaN on the head's other rays, where no view looks across a ray, where it
 * shows none along it, and where clothes come before it: they may hide hair.
 */
export function clearHair(sphere: ShellSphere, head: HeadRadius, views: readonly HairView[]): Float64Array {
  const out = new Float64Array(head.skull.length).fill(Number.NaN);
  const starts = shellPoints(sphere, head, new Float64Array(out.length));
  for (const view of views) {
    const seen = { view, hair: headsHair(sphere, head, view), eye: cameraCentre(view.camera) };
    head.place.forEach((place, i) => {
      if (place !== -1 || Number.isNaN(head.skull[i])) return;
      const start = hairAlong(seen, sphere.directions.subarray(3 * i, 3 * i + 3), starts.subarray(3 * i, 3 * i + 3));
      if (!Number.isNaN(start)) out[i] = Number.isNaN(out[i]) ? start : Math.min(out[i], start);
    });
  }
  return out;
}

/** How far such hair falls: below the chin, or no farther than it, behind bare ears. @param clear of the rays, as {@link clearHair} has it */
export function clearFall(
  { drape, place, skull }: Pick<HeadRadius, 'drape' | 'place' | 'skull'>,
  clear: Float64Array,
): HairFall {
  const hangs = (below: number, least: number): boolean => {
    const rays = Array.from(place.keys()).filter((i) => place[i] === -1 && drape[i] === below && skull[i] > 0);
    return rays.filter((i) => clear[i] >= 0).length > least * rays.length;
  };
  if (hangs(1, HANGING_SHARE)) return 'past-chin';
  return hangs(0, CHIN_SHARE) ? 'to-chin' : 'lies';
}

interface SeenHair {
  readonly view: HairView;
  /** Pixels of the head's hair [h, w]. */
  readonly hair: Uint8Array;
  readonly eye: readonly number[];
}

/** Where the first run of hair begins, mm from `start`; NaN where there is none. */
function hairAlong({ view, hair, eye }: SeenHair, direction: ArrayLike<number>, start: Float64Array): number {
  if (towardsEye(direction, start, eye) > ACROSS) return Number.NaN;
  let run = 0;
  for (let t = 0; t <= REACH_MM; t += STEP_MM) {
    const place = project(
      view.camera,
      start.map((s, k) => s + t * direction[k]),
    );
    const k = pixelAt(view.camera, place[0], place[1]);
    if (k < 0 || view.labels[k] === CLOTHES) return Number.NaN;
    run = hair[k] === 1 && seenPixel(view, place, 0) >= 0 ? run + STEP_MM : 0;
    if (run >= LEAST_MM) return t + STEP_MM - run;
  }
  return Number.NaN;
}

/** Pixels of the piece of hair that most of the scalp lies on [h, w]: others' hair is not the head's. */
function headsHair(sphere: ShellSphere, head: HeadRadius, { camera, labels, depth }: HairView): Uint8Array {
  const pieces = piecesOf(
    labels.map((label) => (label === HAIR ? 1 : 0)),
    camera.width,
  );
  const skin = head.skin.map((r, i) => r - head.skull[i]);
  const pixels = project(camera, shellPoints(sphere, head, skin));
  const counts = new Map<number, number>();
  head.place.forEach((place, i) => {
    const k = place === 1 ? seenPixel({ camera, depth }, pixels, i) : -1;
    if (k >= 0 && pieces[k] >= 0) counts.set(pieces[k], (counts.get(pieces[k]) ?? 0) + 1);
  });
  const [own] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [-1];
  return labels.map((_, k) => (pieces[k] >= 0 && pieces[k] === own ? 1 : 0));
}
