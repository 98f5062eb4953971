import { pixelsPerMm } from '../../geometry/camera.ts';
import { rotationDistance } from '../../geometry/rotation.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { compareGreys, type Likeness } from './compare-greys.ts';
import { type SoughtSkin, settleCamera } from './find-camera.ts';
import { cameraOfGrey, greyPicture } from './grey-picture.ts';
import { headOfView } from './head-of-views.ts';
import type { MorphableFit } from './morphable-fit.ts';
import { blendGreys } from './reference-skin.ts';
import { probeSkin, type SeenGreys, seenGreys } from './skin-in-picture.ts';
import { FINE_GRID, type SkinPoints, skinPoints } from './skin-points.ts';

/** What the pixels say of the views' cameras. */
export interface ViewVerdict {
  /** Each view against the head as those that are not in doubt show it. */
  readonly likeness: readonly Likeness[];
  /** Views whose pixels do not confirm their cameras, worst first. */
  readonly doubtful: readonly number[];
}

/** Fewer views than this cannot tell which one of them is wrong. */
export const MIN_JUDGED = 3;
/** At a lower score no pose is confirmed: other people's faces reach 0.55, at absurd poses, good views of real photographs have 0.6 and more. */
export const CONFIRMED = 0.45;
/** Of the views' median score, for captures whose photographs are more alike. */
export const CONFIRMED_SHARE = 0.72;
/**
 * Beyond so many degrees pixels contradict the landmarks, and have to be surer than where nothing else is known: absurd poses of photographs from different
 * years reached 0.54 and 0.59, true ones of profiles that landmarks had 22 to 37 degrees off 0.75 and more.
 */
const CONTRADICTING_DEGREES = 12;
const CONTRADICTING_SCORE = 0.65;
/**
 * Landmarks of a face that is turned less, degrees, are near the truth: those of profiles led astray. Their view is kept, though pixels do not confirm it,
 * from this score on and this share of the median: strong expressions, hands and other years of the same person have 0.44 to 0.57, wrong cameras 0.16 to 0.28; a stranger among alike views 0.54 of the median.
 */
const NEAR_FRONT_DEGREES = 45;
const HELD_SCORE = 0.42;
const HELD_SHARE = 0.55;
/** Views that share less than this with the others are not judged: a back of a head. */
const MIN_SHARED = 0.03;
/** A view this far below the median may lie a few degrees off: it is looked whether it comes up when it turns a little. */
const SUSPECT = 0.04;
/** It does when it makes up for this share of what is missing to 1, by a turn of more than so many degrees. */
const MADE_UP = 0.4;
const TURN_DEGREES = 1.8;

/**
 * Holds every view against the head as the others show it (leave one out). The worst one that they do not confirm is left out, and
 * the rest are judged again without it, for a wrong view in the blend pulls down its good neighbours.
 */
export function judgeViews(kernels: Kernels, fit: MorphableFit): ViewVerdict {
  const { memory } = kernels;
  const mark = memory.mark();
  const { evidence, state } = fit;
  const { head } = fit.first.space;
  const points = skinPoints(head, FINE_GRID);
  const views = evidence.views.map((view, v) => {
    const picture = greyPicture(view, pixelsPerMm(state.cameras[v]), evidence.greyKind);
    return { picture, camera: cameraOfGrey(state.cameras[v], picture), head: headOfView(fit, v) };
  });
  const seen = views.map(({ picture, camera, head: positions }) => {
    const viewMark = memory.mark();
    const greys = seenGreys(kernels, probeSkin(kernels, head, points, positions), picture, camera);
    memory.release(viewMark);
    return greys;
  });
  const verdict = leaveOut(points, seen);
  const suspects = verdict.likeness.flatMap(({ score, shared }, v) =>
    shared >= MIN_SHARED && !verdict.doubtful.includes(v) && score < medianScore(verdict) - SUSPECT ? [v] : [],
  );
  const turned = suspects.filter((v) => {
    const { picture, camera, head: positions } = views[v];
    const viewMark = memory.mark();
    const others = seen.filter((_, o) => o !== v && !verdict.doubtful.includes(o));
    const skin = probeSkin(kernels, head, points, positions);
    const sought: SoughtSkin = { skin, reference: blendGreys(others, points.count) };
    const settled = settleCamera(kernels, sought, picture, camera);
    memory.release(viewMark);
    const { score } = verdict.likeness[v];
    const turn = (rotationDistance(settled.camera.rotation, camera.rotation) * 180) / Math.PI;
    return turn > TURN_DEGREES && settled.score - score > MADE_UP * (1 - score);
  });
  memory.release(mark);
  const doubtful = [...verdict.doubtful, ...turned];
  return { ...verdict, doubtful: seen.length < MIN_JUDGED ? [] : doubtful.slice(0, seen.length - 2) };
}

/** Least score of a view among such others. */
export function confirmedScore(verdict: ViewVerdict): number {
  return Math.max(CONFIRMED, CONFIRMED_SHARE * medianScore(verdict));
}

/**
 * Least score of a view so many degrees from where its landmarks, or what was given, put it.
 * @param least among such others @param degrees null where nothing was told
 */
export function leastScore(least: number, degrees: number | null): number {
  return degrees !== null && degrees > CONTRADICTING_DEGREES ? Math.max(least, CONTRADICTING_SCORE) : least;
}

/**
 * Whether a view that pixels do not confirm, here or elsewhere, stays where its landmarks put it.
 * @param score of its landmarks' camera @param yaw of that, degrees
 */
export function holdsLandmarks(verdict: ViewVerdict, score: number, yaw: number): boolean {
  return Math.abs(yaw) <= NEAR_FRONT_DEGREES && score >= Math.max(HELD_SCORE, HELD_SHARE * medianScore(verdict));
}

function medianScore({ likeness, doubtful }: ViewVerdict): number {
  const scores = likeness.flatMap(({ score }, v) => (doubtful.includes(v) ? [] : [score])).sort((a, b) => a - b);
  return scores[Math.floor(scores.length / 2)] ?? 0;
}

/**
 * Scores of all views, the worst left out of the blend one after another until the others confirm each other. Then those come back
 * that were low for a worse one's sake. Where the last two do not confirm each other either, nobody is in doubt.
 */
function leaveOut(points: SkinPoints, seen: readonly SeenGreys[]): ViewVerdict {
  const judge = (doubtful: readonly number[]): ViewVerdict => ({
    doubtful,
    likeness: seen.map((view, v) => {
      const others = seen.filter((_, o) => o !== v && !doubtful.includes(o));
      return compareGreys(points, view, blendGreys(others, points.count));
    }),
  });
  const score = ({ likeness }: ViewVerdict, v: number): number => likeness[v].score;
  let verdict = judge([]);
  while (seen.length - verdict.doubtful.length > 2) {
    const { likeness, doubtful } = verdict;
    const [worst] = Array.from(seen.keys())
      .filter((v) => !doubtful.includes(v) && likeness[v].shared >= MIN_SHARED)
      .sort((a, b) => score(verdict, a) - score(verdict, b));
    if (worst === undefined || score(verdict, worst) >= confirmedScore(verdict)) break;
    verdict = judge([...doubtful, worst]);
  }
  // Where no views confirm each other, pixels tell nothing: it is not known that any one of them is wrong.
  const left = verdict.likeness.filter(({ shared }, v) => !verdict.doubtful.includes(v) && shared >= MIN_SHARED);
  if (left.every((view) => view.score < CONFIRMED)) return judge([]);
  for (const v of [...verdict.doubtful].reverse())
    if (score(verdict, v) >= confirmedScore(verdict)) verdict = judge(verdict.doubtful.filter((o) => o !== v));
  return verdict;
}
