import { median } from '../../geometry/median.ts';
import { smoothStep } from '../../geometry/smooth-step.ts';
import type { FaceMoment } from '../detection/face-moment.ts';

/** What halves a frame's worth, each alone: see {@link FaceMoment} for their units. */
const MOUTH_GAP = 0.06;
/** Of ten people at rest, in films: 0.52 to 0.57. */
const REST_MOUTH_WIDTH = 0.55;
/** Of the same: -0.02 to 0.03. */
const REST_DROOP = 0.01;
const DROOP = 0.03;
/** Logarithms. */
const MOUTH_WIDTH = 0.12;
const EYE_OPENING = 0.4;
const GAZE_ASIDE = 0.15;
/** Degrees of yaw from which on landmarks tell less of a face, and nothing: those of its far side are guesses. */
const TELLING_YAW = [25, 50] as const;
/** Of a shut eye's opening the logarithm would be anything. */
const LEAST_OPENING = 0.01;

/**
 * How calm a face is in each frame of a film, 0..1: a head at rest is fitted best to frames in which it rests, and an open mouth has more
 * contrast than a closed one, so that the sharpest frames show screams.
 *   calmness = 1 / (1 + t [(gap/0.06)^2 + (ln(width/0.55)/0.12)^2 + ((droop - 0.01)/0.03)^2
 *                   + (ln(opening/median opening)/0.4)^2 + (aside/0.15)^2])
 * t: 1 to 25 degrees of yaw, 0 from 50 on. Eyes differ between people by more than a face moves them: theirs are compared with the film's.
 */
export function calmness(frames: readonly { readonly moment: FaceMoment; readonly yaw: number }[]): number[] {
  const usual = Math.max(LEAST_OPENING, median(frames.map(({ moment }) => moment.eyeOpening)));
  return frames.map(({ moment, yaw }) => {
    const { mouthGap, mouthWidth, mouthDroop, eyeOpening, gazeAside } = moment;
    const unrest =
      (mouthGap / MOUTH_GAP) ** 2 +
      (Math.log(mouthWidth / REST_MOUTH_WIDTH) / MOUTH_WIDTH) ** 2 +
      ((mouthDroop - REST_DROOP) / DROOP) ** 2 +
      (Math.log(Math.max(LEAST_OPENING, eyeOpening) / usual) / EYE_OPENING) ** 2 +
      (gazeAside / GAZE_ASIDE) ** 2;
    const told = 1 - smoothStep(Math.abs(yaw), TELLING_YAW);
    // Where nothing is told unrest may be infinite: a mouth of no width.
    return told === 0 ? 1 : 1 / (1 + told * unrest);
  });
}
