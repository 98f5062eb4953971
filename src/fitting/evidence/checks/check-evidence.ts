import type { Capture } from '../../../capture/load-capture.ts';
import { AsmFitError } from '../../../errors.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { LandmarkBias } from '../landmarks/landmark-bias.ts';
import { jointObservation } from '../landmarks/landmark-points.ts';
import type { ObservedCapture, ObservedView } from '../observe-views.ts';
import { METRES, MILLIMETRES } from './capture-unit.ts';
import { checkCameras } from './check-cameras.ts';
import { checkMasks } from './check-masks.ts';
import type { RigView } from './given-rig.ts';
import { type PlacedHead, placeHead } from './place-head.ts';
import { repeatedPictures } from './repeated-pictures.ts';
import { steadyLandmarks } from './steady-landmarks.ts';

/** More than a mean head leaves of anyone's landmarks, share of the inter-ocular distance: good ones leave up to 0.03. */
const NO_FACE = 0.12;

/** The face's direction along the camera's: good profiles have -0.5 at most, landmarks with exchanged axes 0.3 or more. */
const FROM_BEHIND = 0.1;

/**
 * Holds what a capture says against what its photographs show, before any fit: masks, copies, landmarks that are no face's,
 * and given cameras. Views that the rest contradicts are set aside; their warnings say why.
 * @throws {AsmFitError} input: no head explains the views
 */
export function checkEvidence(
  capture: Capture,
  observed: ObservedCapture,
  head: HeadModel,
  bias: LandmarkBias | null,
): ObservedCapture {
  const where = capture.source;
  const { used } = observed;
  const views = used.map(({ view }) => view);
  const joint = used.map(({ observation }) => (observation === null ? null : jointObservation(observation)));
  const warnings = [...checkMasks(views, joint, where), ...repeatedPictures(views, joint)];
  const steady = steadyLandmarks(head);
  const left = new Set<ObservedView>();
  const rig: (RigView & { readonly entry: ObservedView })[] = [];
  for (const [v, entry] of used.entries()) {
    const observation = joint[v];
    if (observation === null) continue;
    const { view } = entry;
    const { width, height } = view.image;
    const { focal } = view.focalPrior;
    const lens = view.camera ?? { width, height, fx: focal, fy: focal, cx: width / 2, cy: height / 2 };
    const placed = placeHead(steady, observation, lens, bias);
    if (placed === null) continue;
    const fault = landmarkFault(placed);
    if (fault !== null) {
      left.add(entry);
      warnings.push(`${view.name}: ${fault}; the view is set aside`);
    } else if (view.camera !== null) rig.push({ entry, name: view.name, camera: view.camera, observation, placed });
  }
  if (left.size > 0 && left.size === joint.filter((observation) => observation !== null).length)
    throw new AsmFitError(
      'input',
      `${capture.folder}: a head must explain the landmarks of at least one view; received ${left.size} of ${left.size} that no head explains (${Array.from(left, ({ view }) => view.name).join(', ')})`,
      'landmarks lie in pixels of the image, from its upper left, in the order of their scheme (docs/capture-format.md)',
    );
  // With a camera missing all of them are solved.
  if (views.every(({ camera }) => camera !== null)) {
    const unit = { mm: MILLIMETRES, m: METRES, arbitrary: null, unknown: null }[capture.unit];
    const given = { head, steady, bias, views: rig, unit, size: unit === null ? null : 1 };
    const checked = checkCameras(given, where);
    for (const v of checked.contradicted) left.add(rig[v].entry);
    warnings.push(...checked.warnings);
  }
  return {
    used: used.filter((entry) => !left.has(entry)),
    unused: [...observed.unused, ...left],
    warnings: [...observed.warnings, ...warnings],
  };
}

/** What is wrong with a view's landmarks by themselves; null for nothing. */
function landmarkFault({ rms, rotation }: PlacedHead): string | null {
  if (rms > NO_FACE)
    return `its landmarks are no face's: the head that is closest leaves ${(100 * rms).toFixed(0)} % of the inter-ocular distance`;
  if (rotation[8] > FROM_BEHIND)
    return 'its landmarks show a face from behind: left and right, up and down, or x and y are exchanged';
  return null;
}
