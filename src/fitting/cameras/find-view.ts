import type { View } from '../../capture/load-capture.ts';
import { type Camera, centredLens, pixelsPerMm, scaleCamera, throughLonger } from '../../geometry/camera.ts';
import { multiply3, rotationDistance, transpose3 } from '../../geometry/rotation.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { ObservedView } from '../evidence/observe-views.ts';
import { focalAmong } from '../unknowns/rig-of-views.ts';
import { type FoundCamera, findCamera, type SoughtSkin, settleCamera } from './find-camera.ts';
import { cameraOfGrey, greyPicture } from './grey-picture.ts';
import { headOfView, photographCameras, sharedHead } from './head-of-views.ts';
import type { MorphableFit } from './morphable-fit.ts';
import { photographPicture } from './photograph-picture.ts';
import { blendGreys } from './reference-skin.ts';
import { probeSkin, seenGreys } from './skin-in-picture.ts';
import { COARSE_GRID, FINE_GRID, MIDDLE_GRID, type SkinGrid, skinPoints } from './skin-points.ts';

/** A view that is looked for, and where landmarks put its camera; null where it has none. */
export interface SoughtView extends Pick<ObservedView, 'view' | 'segmentation'> {
  /** Pixels of the photograph. */
  readonly guess: Camera | null;
}

/** Factors of the depth at which a head is looked for: as far away as landmarks or the other views have it, and nearer or farther. */
const USUAL = [0.8, 1, 1.25];
const UNUSUAL = [0.5, 0.63, 1.6, 2];
/** About the place that landmarks gave, mm, and the turn, degrees: they may take a face for less of a profile than it is, not for another side. */
const NEAR_MM = 60;
const NEAR_DEGREES = 60;
/** From all sides. */
const ANY_DEGREES = 180;

/**
 * Looks for the head of a fit in photographs that it does not use: from all sides, and about the pose that landmarks gave. They are
 * searched for a head of an unusual size where none of the usual one is confirmed: among all sizes the right places of a profile are not among the best.
 * @param least score that confirms a camera
 * @returns cameras in pixels of the photographs, and how well the pixels agree with them; null where nothing looks like the head
 */
export function findViews(
  kernels: Kernels,
  fit: MorphableFit,
  sought: readonly SoughtView[],
  least: number,
): (FoundCamera | null)[] {
  const { memory } = kernels;
  const mark = memory.mark();
  const { head } = fit.first.space;
  const { greyKind } = fit.evidence;
  const cameras = photographCameras(fit);
  const shared = sharedHead(fit);
  const skinOf = (grid: SkinGrid): SoughtSkin => {
    const points = skinPoints(head, grid);
    const seen = fit.evidence.views.map((view, v) => {
      const viewMark = memory.mark();
      const picture = greyPicture(view, pixelsPerMm(fit.state.cameras[v]), greyKind);
      const skin = probeSkin(kernels, head, points, headOfView(fit, v));
      const greys = seenGreys(kernels, skin, picture, cameraOfGrey(fit.state.cameras[v], picture));
      memory.release(viewMark);
      return greys;
    });
    return { skin: probeSkin(kernels, head, points, shared), reference: blendGreys(seen, points.count) };
  };
  const whole = { coarse: skinOf(COARSE_GRID), middle: skinOf(MIDDLE_GRID), fine: skinOf(FINE_GRID) };
  const found = sought.map(({ view, segmentation, guess }): FoundCamera | null => {
    const lens = focalAmong(view, fit.input.views, cameras);
    const camera = guess === null ? usualCamera(view, lens, cameras) : throughLonger(guess, lens / guess.fx);
    const picture = photographPicture({ view, segmentation }, pixelsPerMm(camera), greyKind);
    const small = cameraOfGrey(camera, picture);
    const area =
      guess === null
        ? { reachMm: Number.POSITIVE_INFINITY, turnDegrees: ANY_DEGREES }
        : { reachMm: NEAR_MM, turnDegrees: NEAR_DEGREES };
    const search = (depths: readonly number[]): FoundCamera | null =>
      findCamera(kernels, whole, picture, { camera: small, depths, ...area });
    const near = guess === null ? null : settleCamera(kernels, whole.fine, picture, small);
    const usual = better(near, search(USUAL));
    const isFound = usual !== null && usual.score >= least;
    const best = isFound ? usual : better(usual, search(UNUSUAL));
    if (best === null) return null;
    const { width, height } = view.image;
    return { ...best, camera: scaleCamera(best.camera, 1 / picture.scale, width, height) };
  });
  memory.release(mark);
  return found;
}

function better(a: FoundCamera | null, b: FoundCamera | null): FoundCamera | null {
  return a === null || (b !== null && b.trust > a.trust) ? b : a;
}

/** Degrees between two cameras of a view, each against the other views' cameras at its time: a median, for heads may have turned. */
export function turnBetween(
  before: { readonly camera: Camera; readonly others: readonly Camera[] },
  after: { readonly camera: Camera; readonly others: readonly Camera[] },
): number {
  const turns = before.others
    .map((other, o) => relativeTurn(before.camera, other, after.camera, after.others[o]))
    .sort((a, b) => a - b);
  return ((turns[Math.floor(turns.length / 2)] ?? 0) * 180) / Math.PI;
}

/** Angle between a b^T and c d^T. */
function relativeTurn(a: Camera, b: Camera, c: Camera, d: Camera): number {
  return rotationDistance(multiply3(a.rotation, transpose3(b.rotation)), multiply3(c.rotation, transpose3(d.rotation)));
}

/** A lens before whose middle the head stands as far away as before the others. */
function usualCamera(view: View, focal: number, cameras: readonly Camera[]): Camera {
  const depths = cameras.map(({ translation }) => translation[2]).sort((a, b) => a - b);
  return {
    ...centredLens(view.image, focal),
    rotation: cameras[0].rotation,
    translation: Float64Array.of(0, 0, depths[Math.floor(depths.length / 2)]),
  };
}
