import type { Camera } from '../../../geometry/camera.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { LandmarkBias } from '../landmarks/landmark-bias.ts';
import type { Observation } from '../landmarks/observation.ts';
import type { NamedUnit } from './capture-unit.ts';
import { mirroredLandmarks, mirrorObservation } from './mirror-observation.ts';
import { type Lens, type PlacedHead, placeHead } from './place-head.ts';
import type { Disagreement } from './rig-consensus.ts';
import type { SteadyLandmarks } from './steady-landmarks.ts';

/** A view with a given camera and a face, and where its photograph alone puts a mean head. */
export interface RigView {
  readonly name: string;
  readonly camera: Camera;
  readonly observation: Observation;
  readonly placed: PlacedHead;
}

/** What the checks of given cameras know. */
export interface GivenRig {
  readonly head: HeadModel;
  readonly steady: SteadyLandmarks;
  readonly bias: LandmarkBias | null;
  readonly views: readonly RigView[];
  /** The unit that the capture's file says; its cameras are in mm then. Null where it is unknown. */
  readonly unit: NamedUnit | null;
  /** World units a millimetre, null where the unit is unknown. */
  readonly size: number | null;
}

/** The photograph's head if its lens or the picture itself were meant otherwise. */
export function placeAgain(
  { head, steady, bias }: GivenRig,
  { observation, camera, placed }: RigView,
  lens: Lens,
  mirrored: boolean,
): PlacedHead | null {
  if (lens === camera && !mirrored) return placed;
  const meant = mirrored ? mirrorObservation(observation, mirroredLandmarks(head), camera.width) : observation;
  return placeHead(steady, meant, lens, bias);
}

/** What a consensus leaves unexplained, root mean square over the views, share of the inter-ocular distance. */
export function misfit(views: readonly Disagreement[], heads: readonly PlacedHead[]): number {
  const squares = views.map(({ turn, shift }, v) => heads[v].rms ** 2 + turn ** 2 + shift ** 2);
  return Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length);
}
