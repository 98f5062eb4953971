import { HAIR, isSkin } from '../../../capture/segmentation/classes.ts';
import { project } from '../../../geometry/camera.ts';
import { type HairView, seenPixel } from '../hair-view.ts';
import type { HeadRadius } from '../head-radius.ts';
import { shellPoints } from '../shell-points.ts';
import type { ShellSphere } from '../shell-sphere.ts';
import { bySide } from './ear-rays.ts';

/** How often views show hair and skin on the head's rays [N]. */
interface SeenRays {
  readonly hair: Uint16Array;
  readonly skin: Uint16Array;
}

/** Of fewer points nothing is told. */
const MIN_SEEN = 4;
/** Bare ears show more skin than this, locks before them; ears whose lobes hang out of the hair less. */
const BARE_SHARE = 0.4;

/**
 * Which ears hair covers: an ear is under hair or bare as a whole, for hair that ends on one is cut by its folds. It is bare where two fifths of what is seen
 * on it is skin, or more skin than hair is seen around it. One that nobody
 * sees is as the place before and below it, else under hair that hangs, else as the other ear; where nobody sees either, bare unless more hair than skin is seen
 * around both.
 * @param hangs whether hair hangs around the neck
 * @returns of each ray through an ear 1 under hair, -1 bare, 0 where nothing tells
 */
export function earCover(
  sphere: ShellSphere,
  head: HeadRadius,
  views: readonly Pick<HairView, 'camera' | 'labels' | 'depth'>[],
  hangs: boolean,
): Map<number, number> {
  const rays = head.ears;
  const around = [...rays.through, ...rays.beside];
  const seen = seenOnSkin(sphere, head, views, around);
  const [ofThrough, ofRaised, ofBeside] = [rays.through, rays.raised, rays.beside].map((all) => bySide(sphere, all));
  const sides = ofThrough.map((through, s) => {
    const [raised, beside] = [ofRaised[s], ofBeside[s]];
    const before = beside.filter((i) => isBefore(sphere, raised, i));
    // A lock before an ear hides its bowl first.
    const on = toldOf(seen, raised, BARE_SHARE);
    // Hair in the shade of which an ear lies may look like its own: it does not end around it.
    const own = on === 1 && toldOf(seen, beside) === -1 ? -1 : on;
    return { through, own, told: own === 0 ? toldOf(seen, before) : own };
  });
  const neither = sumOf(seen.hair, around) > sumOf(seen.skin, around) ? 0 : -1;
  return new Map(
    sides.flatMap(({ through, told }, s) => {
      const ear = told || (hangs ? 1 : sides[1 - s].own || neither);
      return through.map((i): [number, number] => [i, ear]);
    }),
  );
}

/** What views show on the skin itself: hair's shell stands before it. */
function seenOnSkin(
  sphere: ShellSphere,
  head: HeadRadius,
  views: readonly Pick<HairView, 'camera' | 'labels' | 'depth'>[],
  rays: readonly number[],
): SeenRays {
  const points = shellPoints(
    sphere,
    head,
    head.skin.map((r, i) => r - head.skull[i]),
  );
  const [hair, skin] = [new Uint16Array(head.skin.length), new Uint16Array(head.skin.length)];
  for (const { camera, labels, depth } of views) {
    const pixels = project(camera, points);
    for (const i of rays) {
      const k = seenPixel({ camera, depth }, pixels, i);
      if (k < 0) continue;
      if (labels[k] === HAIR) hair[i]++;
      else if (isSkin(labels[k])) skin[i]++;
    }
  }
  return { hair, skin };
}

/** -1 where skin is such a share of what is seen, else 1; 0 where too little is. */
function toldOf({ hair, skin }: SeenRays, rays: readonly number[], share = 0.5): number {
  const [h, s] = [sumOf(hair, rays), sumOf(skin, rays)];
  if (h + s < MIN_SEEN) return 0;
  return s >= share * (h + s) ? -1 : 1;
}

/** Whether a ray beside an ear leaves the head below its middle and before it. */
function isBefore({ directions }: ShellSphere, ear: readonly number[], i: number): boolean {
  const mean = (k: number): number => ear.reduce((sum, e) => sum + directions[3 * e + k], 0) / ear.length;
  return directions[3 * i + 1] < mean(1) && directions[3 * i + 2] > mean(2);
}

function sumOf(values: ArrayLike<number>, rays: readonly number[]): number {
  return rays.reduce((sum, i) => sum + values[i], 0);
}
