import { toWorkingCamera, type WorkingView } from '../../../capture/working-view.ts';
import { type Camera, cameraCentre } from '../../../geometry/camera.ts';
import type { Point } from '../../../geometry/polygon.ts';
import {
  type Eyeball,
  type EyeballShift,
  type EyesGaze,
  eyeballs,
  type Gaze,
  IRIS_RADIUS,
} from '../../../head/anatomy/eyes/eyeballs.ts';
import type { ViewObservation } from '../../evidence/landmarks/observation.ts';
import type { ObservedCapture } from '../../evidence/observe-views.ts';
import { type ExpressiveHead, viewMeshes } from '../../unknowns/view-mesh.ts';
import { eyePixels, pixelRay } from './eye-pixels.ts';
import { eyeballShift, movedEyes } from './eyeball-shift.ts';
import { eyesGaze, findGaze, type JudgedGaze, refineGaze, type SeenEye, type SeenEyes } from './find-gaze.ts';
import { irisRadius } from './iris-radius.ts';
import { type EyeSide, observeEye } from './lids.ts';
import { seatedGaze, seatedShift } from './seated-gaze.ts';

/** A head in the views that show its eyes. */
export interface EyesInViews extends ExpressiveHead {
  readonly observed: ObservedCapture;
  readonly working: readonly WorkingView[];
  /** Photograph pixels. */
  readonly cameras: readonly Camera[];
}

/** Where the eyes look, and how large their irises are. */
export interface FoundEyes {
  /** Of each used view, by the photographs; null where it shows none. */
  readonly readGazes: readonly (EyesGaze | null)[];
  /** The same of the head's own eyeballs, whose irises are where the photographs have them. */
  readonly gazes: readonly (EyesGaze | null)[];
  /** Radians from the eyeballs' centres. */
  readonly irisRadius: number;
  /** From where the fit has the eyeballs to where the head has them. */
  readonly eyeballShift: EyeballShift;
}

/** Gazes, size of the irises and place of the eyeballs, in turn. */
export function findEyes(ahead: EyesInViews): FoundEyes {
  const fitted = eyeballsInViews(ahead);
  const eyes = seenIn(ahead, fitted);
  const sizeOf = (of: readonly SeenEyes[], found: readonly (JudgedGaze | null)[]): number =>
    irisRadius(
      of,
      found.map((one) => one && eyesGaze(one.gaze)),
    );
  const usual = sizeOf(
    eyes,
    eyes.map((seen) => findGaze(seen, IRIS_RADIUS)),
  );
  const { shift, gazes } = eyeballShift(eyes, usual);
  const moved = eyes.map((seen) => movedEyes(seen, shift));
  const radius = sizeOf(moved, gazes);
  const readGazes = moved.map((seen, v) => {
    const near = gazes[v];
    return near === null ? null : eyesGaze(refineGaze(seen, radius, near.gaze).gaze);
  });
  const seated = seatedShift(shift);
  return {
    readGazes,
    gazes: readGazes.map((read, v) => {
      if (read === null) return null;
      const from = cameraCentre(ahead.cameras[v]);
      const turned = (side: EyeSide): Gaze => {
        const eyeball = fitted[v][side];
        const at = (by: EyeballShift): number[] => eyeball.centre.map((x, k) => x + by[side][k]);
        return seatedGaze({ eyeball: { ...eyeball, centre: at(shift) }, gaze: read[side] }, at(seated), from);
      };
      return { left: turned('left'), right: turned('right') };
    }),
    irisRadius: radius,
    eyeballShift: seated,
  };
}

/** Both eyeballs of a head that looks ahead. */
type Eyeballs = Readonly<Record<EyeSide, Eyeball>>;

/** As each used view has them. */
function eyeballsInViews(ahead: EyesInViews): Eyeballs[] {
  return viewMeshes({ ...ahead, gazes: ahead.gazes.map(() => null) }).map((positions) => {
    const [left, right] = eyeballs(ahead.space.head, positions);
    return { left, right };
  });
}

/** The eyes of a head that looks ahead, as each used view shows them; none that the photographs show shut. */
export function seenEyes(ahead: EyesInViews): SeenEyes[] {
  return seenIn(ahead, eyeballsInViews(ahead));
}

function seenIn(ahead: EyesInViews, fitted: readonly Eyeballs[]): SeenEyes[] {
  return fitted.map(({ left, right }, v) => {
    const { observation } = ahead.observed.used[v];
    if (observation === null) return { left: null, right: null };
    const view = { picture: ahead.working[v], camera: ahead.cameras[v] };
    const seen = (side: EyeSide, eyeball: Eyeball): SeenEye | null =>
      ahead.shut[v].includes(side) ? null : seenEye(view, observation, eyeball);
    return { left: seen('left', left), right: seen('right', right) };
  });
}

/** @param camera photograph pixels */
function seenEye(
  { picture, camera }: { readonly picture: WorkingView; readonly camera: Camera },
  observation: ViewObservation,
  eyeball: Eyeball,
): SeenEye | null {
  const side: EyeSide = eyeball.part.name === 'eye_L' ? 'left' : 'right';
  const seen = observeEye(observation, side);
  if (seen === null) return null;
  const { scale, offsetX, offsetY } = picture;
  const rim = seen.rim.map(([x, y]): Point => [scale * (x - offsetX), scale * (y - offsetY)]);
  const pixels = eyePixels({ picture, camera: toWorkingCamera(camera, picture) }, eyeball, rim);
  const width = (scale * seen.irisRadius) / pixels.pixelsPerRadian;
  return {
    eyeball,
    pixels,
    detected: pixelRay(camera, seen.iris),
    // Where the head is turned an iris is seen from aside.
    detectedRadius: width > 0 && width < 1 && facesCamera(camera, eyeball) ? Math.asin(width) : null,
  };
}

/** Cosine between where an eye looks at rest and the camera, from which its iris is seen round enough. */
const ROUND = 0.93;

function facesCamera(camera: Camera, { centre, axis }: Eyeball): boolean {
  const towards = cameraCentre(camera).map((x, k) => x - centre[k]);
  return axis.reduce((sum, a, k) => sum + a * towards[k], 0) > ROUND * Math.hypot(...towards);
}
