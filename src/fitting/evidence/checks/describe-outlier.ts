import { cameraCentre } from '../../../geometry/camera.ts';
import { rotationDistance } from '../../../geometry/rotation.ts';
import { CAMERA_READINGS } from './camera-readings.ts';
import { type GivenRig, placeAgain } from './given-rig.ts';
import type { PlacedHead } from './place-head.ts';
import {
  agrees,
  type Disagreement,
  disagreement,
  type Pose,
  type RigConsensus,
  type Tolerance,
} from './rig-consensus.ts';

const MAX_NAMED = 4;
/** What makes one view agree is named when it does so well. */
const TOLERANCE: Tolerance = { turn: 0.03, shift: 0.2, depth: 1.35 };
/** Cameras closer than this are one. */
const SAME_TURN = 1e-4;

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} % of the inter-ocular distance`;
}

/** What the rig as given says of the head, for an error. */
export function contradiction(rig: GivenRig, consensus: RigConsensus): string {
  const { views } = rig;
  if (isOneCamera(views.map(({ camera }) => camera)))
    return `one and the same camera for ${namesOf(rig, views.keys())}, between which the face turns by up to ${turnOfFaces(rig).toFixed(0)} degrees`;
  const behind = consensus.views.flatMap(({ shift }, v) => (Number.isFinite(shift) ? [] : [v]));
  if (behind.length > 0 || consensus.scale <= 0) {
    const all = consensus.scale <= 0 ? Array.from(views.keys()) : behind;
    return `cameras that put the face behind them in ${all.length} of ${views.length} views (${namesOf(rig, all)})`;
  }
  const wrong = consensus.views.flatMap((view, v) =>
    consensus.explained[v] ? [] : [`${views[v].name}: ${distanceText(view)}`],
  );
  return `cameras that disagree on the head in ${wrong.length} of ${views.length} views (${wrong.slice(0, MAX_NAMED).join('; ')}${wrong.length > MAX_NAMED ? '; ...' : ''})`;
}

/** The warning for a view whose camera the others contradict. */
export function describeOutlier(rig: GivenRig, consensus: RigConsensus, v: number): string {
  const { name } = rig.views[v];
  const reason = reasonOf(rig, consensus, v);
  const distance = consensus.views[v];
  const place = Number.isFinite(distance.shift)
    ? `${distanceText(distance)} against what the photograph shows`
    : distanceText(distance);
  return `${name}: its camera does not explain its landmarks: the head that the other cameras agree on is ${place}${reason === null ? '' : `; ${reason}`}; the view is set aside`;
}

function distanceText({ turn, degrees, shift, depth }: Disagreement): string {
  if (!Number.isFinite(shift)) return 'behind the camera';
  const parts = [
    ...(turn > TOLERANCE.turn / 1.5 ? [`turned by ${degrees.toFixed(0)} degrees`] : []),
    ...(shift > TOLERANCE.shift / 2 ? [`${(100 * shift).toFixed(0)} % of the inter-ocular distance aside`] : []),
    ...(depth > TOLERANCE.depth || depth < 1 / TOLERANCE.depth ? [`${depth.toPrecision(2)} times as far away`] : []),
  ];
  return parts.join(', ') || 'a little off';
}

/** What would make one view agree with the rest: a mirror image, a mistake that only it has, or another view's numbers. */
function reasonOf(rig: GivenRig, consensus: RigConsensus, v: number): string | null {
  const view = rig.views[v];
  const fits = (pose: Pose, head: PlacedHead | null): boolean =>
    head !== null && agrees(disagreement(consensus, pose, head, rig.steady.iod), TOLERANCE);
  for (const { name, pose, lens, mirrored } of CAMERA_READINGS) {
    const meant = lens === undefined ? view.camera : lens(view.camera);
    if (meant !== null && fits(pose(view.camera), placeAgain(rig, view, meant, mirrored === true)))
      return mirrored === true ? 'as a mirror image it would fit' : `read as ${name} it would fit`;
  }
  for (const [other, { camera, name }] of rig.views.entries()) {
    if (other === v) continue;
    if (sameCamera(camera, view.camera)) return `it has the same camera as ${name}`;
    if (rotationDistance(camera.rotation, view.camera.rotation) < SAME_TURN) return `it has the R of ${name}`;
    if (fits(camera, view.placed)) return `the camera of ${name} would fit it`;
  }
  return null;
}

export function isOneCamera(cameras: readonly Pose[]): boolean {
  return cameras.every((camera) => sameCamera(camera, cameras[0]));
}

function sameCamera(a: Pose, b: Pose): boolean {
  if (rotationDistance(a.rotation, b.rotation) > SAME_TURN) return false;
  const [from, to] = [cameraCentre(a), cameraCentre(b)];
  const apart = Math.hypot(...from.map((x, k) => x - to[k]));
  return apart <= SAME_TURN * Math.hypot(...from);
}

/** Degrees between the two photographs whose faces differ most. */
function turnOfFaces({ views }: GivenRig): number {
  const turns = views.map(({ placed }) => rotationDistance(views[0].placed.rotation, placed.rotation));
  return (Math.max(...turns) * 180) / Math.PI;
}

function namesOf({ views }: GivenRig, indices: Iterable<number>): string {
  const names = Array.from(indices, (v) => views[v].name);
  return `${names.slice(0, MAX_NAMED).join(', ')}${names.length > MAX_NAMED ? ', ...' : ''}`;
}
