import { mean } from '../../geometry/mean.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { FLAP_MM, withAround } from './cover/ear-rays.ts';
import { hairCover, type SeenShell } from './cover/hair-cover.ts';
import { clearFall, clearHair, INTO_CLEAR_MM } from './curtain/clear-hair.ts';
import { type HairFall, hairViews, type LabelledView } from './hair-view.ts';
import { bustDepth, type HeadRadius, headRadius } from './head-radius.ts';
import { clampToHull } from './outlines/hull-rows.ts';
import { shellPoints } from './shell-points.ts';
import { createShellSphere, type ShellSphere } from './shell-sphere.ts';
import { ALONE, NEAR, shellState, shellThickness, THICKNESS_START_MM, WIDE } from './shell-thickness.ts';

/** Hair as a surface around the skull. */
export interface HairShape {
  readonly sphere: ShellSphere;
  readonly head: HeadRadius;
  /** Of the shell [N, 3] mm. */
  readonly points: Float64Array;
  /** How far off the skull it is [N] mm. */
  readonly thickness: ArrayLike<number>;
  /** Where hair covers the head [N], as {@link HairCover} has it. */
  readonly level: Float64Array;
  /** Rays that it leaves out, as {@link HairCover} has them. */
  readonly bare: ReadonlySet<number>;
  /** Thickness of hair on the skull, its mean over what it covers, mm. */
  readonly meanThicknessMm: number;
  /** Share of the covered rays that some view shows. */
  readonly seenShare: number;
  /** Whether each view shows the hair's outline. */
  readonly outlined: readonly boolean[];
}

/** Less of the scalp covered than this is no hair. */
const MIN_COVER = 0.15;
/** And so is less of what is seen of it. */
const MIN_SEEN = 0.02;
/** Cover and thickness in turns. */
const TURNS = 2;
/** From this many points of its outline on a view tells of the hair's shape. */
const MIN_OUTLINE = 20;
/** Hair behind an ear's flap is no thicker, mm. */
const BEHIND_FLAP_MM = 2;
/** Off the skin, so that the two do not fight, mm. */
const LIFT_MM = 0.8;

/**
 * The hair of a head that was fitted to photographs, as a shell around its skull; null where the photographs show none.
 * @param positions [V, 3] mm of all parts, in the cameras' space
 */
export function fitHair(
  kernels: Kernels,
  head: HeadModel,
  positions: Float64Array,
  pictures: readonly LabelledView[],
): HairShape | null {
  const sphere = createShellSphere(bustDepth(head, positions));
  const radius = headRadius(head, positions, sphere);
  const views = hairViews(kernels, pictures, radius);
  let thickness = new Float64Array(radius.skull.length).fill(THICKNESS_START_MM);
  const lying = hairCover(sphere, radius, { points: shellPoints(sphere, radius, thickness), fall: 'lies' }, views);
  // Several views that see hair hang tell of its shape together; what begins farther out in one of them lies on shoulders.
  const found = views.length > 1 && lying.fall !== 'lies' ? null : clearHair(sphere, radius, views);
  const seenFall = found === null ? 'lies' : clearFall(radius, found);
  // Behind ears several views see for themselves what hangs, and what of it is a turned head's back.
  const fall = seenFall === 'to-chin' && views.length > 1 ? 'lies' : seenFall;
  const clear = found !== null && fall !== 'lies' ? found : new Float64Array(thickness.length).fill(Number.NaN);
  const seen = (before: HairFall): SeenShell => ({
    points: shellPoints(sphere, radius, intoClear(thickness, clear)),
    fall: before,
    clear,
  });
  let cover = fall === 'lies' ? lying : hairCover(sphere, radius, seen(fall), views);
  if (cover.hairyScalp < MIN_SEEN || coveredScalp(radius, cover.level) < MIN_COVER) return null;
  let outlinePoints: readonly number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const fitted = shellThickness(
      kernels,
      { sphere, head: radius, views, cover, clear },
      thickness,
      turn === 0 ? WIDE : NEAR,
    );
    thickness = Float64Array.from(fitted.thickness);
    outlinePoints = fitted.outlinePoints;
    cover = hairCover(sphere, radius, seen(cover.fall), views);
  }
  // What one photograph's hair covers is found with the firm shell: a softer one lies on skin where hair stands off it.
  if (views.length === 1)
    thickness = Float64Array.from(
      shellThickness(kernels, { sphere, head: radius, views, cover, clear }, thickness, ALONE).thickness,
    );
  const covered = Uint8Array.from(cover.level, (level) => (level > 0 ? 1 : 0));
  const state = shellState({ sphere, head: radius }, thickness, covered);
  const clamped = clampToHull(state, views);
  const { behindEars } = cover;
  const underHair = radius.ears.through.filter((i) => covered[i] === 1 && !behindEars.has(i));
  const skin = withEarsRims(sphere, radius, underHair);
  const lifted = clamped.map((t, i) => {
    const isFlap = radius.skin[i] - radius.skull[i] > FLAP_MM;
    if (behindEars.has(i) && isFlap) return Math.min(Math.max(t, LIFT_MM), BEHIND_FLAP_MM);
    return Math.max(t, (covered[i] === 1 ? skin[i] : radius.skull[i]) - radius.skull[i] + LIFT_MM);
  });
  const offSkin = withoutHollows(
    sphere,
    lifted,
    withAround(sphere, underHair).filter((i) => covered[i] === 1),
  );
  const hair = Array.from(covered.keys()).filter((i) => covered[i] === 1);
  return {
    sphere,
    head: radius,
    points: shellPoints(sphere, radius, offSkin),
    thickness: offSkin,
    level: cover.level,
    bare: cover.bare,
    meanThicknessMm: mean(hair.map((i) => offSkin[i])),
    seenShare: mean(hair.map((i) => (cover.seen[i] > 0 ? 1 : 0))),
    outlined: outlinePoints.map((count) => count >= MIN_OUTLINE),
  };
}

/** A shell's thickness, and at least so much that it lies in hair that hangs clear of the neck. */
function intoClear(thickness: Float64Array, clear: Float64Array): Float64Array {
  return thickness.map((t, i) => (clear[i] > 0 ? Math.max(t, clear[i] + INTO_CLEAR_MM) : t));
}

/** The skin that hair over ears must lie over [N] mm: an ear's rim passes between rays, and its tip beyond them. @param underHair rays through ears */
function withEarsRims(sphere: ShellSphere, head: HeadRadius, underHair: readonly number[]): Float64Array {
  const out = head.skin.slice();
  for (const i of underHair)
    for (const n of sphere.neighbours[i])
      for (const beyond of sphere.neighbours[n]) out[beyond] = Math.max(out[beyond], head.skin[i]);
  return out;
}

/** Hair falls over ears: around what stands out it has no hollow. @param rays where it is filled */
function withoutHollows({ neighbours }: ShellSphere, thickness: Float64Array, rays: readonly number[]): Float64Array {
  const out = thickness.slice();
  for (let pass = 0; pass < FILLINGS; pass++)
    for (const i of rays) {
      let sum = 0;
      for (const n of neighbours[i]) sum += out[n];
      out[i] = Math.max(out[i], sum / neighbours[i].length);
    }
  return out;
}

/** Over the rings around an ear. */
const FILLINGS = 12;

function coveredScalp({ place }: HeadRadius, level: Float64Array): number {
  const rays = Array.from(place.keys()).filter((i) => place[i] === 1);
  return mean(rays.map((i) => (level[i] > 0 ? 1 : 0)));
}
