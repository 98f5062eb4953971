import { createRandom } from '../../geometry/random.ts';
import { AHEAD, type EyesGaze, IRIS_RADIUS, turnEyeballs } from '../../head/anatomy/eyes/eyeballs.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { LinearImage } from '../../image/image.ts';
import { type EyeColors, eyeColors, IRIS_COLORS, paintEyes } from '../../render/texture/eye-texture.ts';
import type { EyeChoices } from './synthetic-choices.ts';

/** Eyes whose every unknown is known. */
export interface SyntheticEyes extends EyeColors {
  /** Of each view. */
  readonly gazes: readonly EyesGaze[];
  /** Radius of the irises, radians from the eyeballs' centres. */
  readonly irisRadius: number;
}

const UPWARDS = 0.6;
const SIZE_RANGE = 0.07;
const DEGREE = Math.PI / 180;

/** Eyes and their picture, by a stream of their own: what else is drawn stays as it was. @param shipped picture of the eye */
export function drawEyes(
  head: HeadModel,
  shipped: LinearImage,
  { views, seed }: { readonly views: number; readonly seed: number },
  { gazeDegrees, irises }: EyeChoices,
): { readonly eyes: SyntheticEyes; readonly picture: LinearImage } {
  const random = createRandom(seed + 7919);
  const iris = IRIS_COLORS[Math.floor(random.uniform() * IRIS_COLORS.length)];
  const size = 1 + SIZE_RANGE * (2 * random.uniform() - 1);
  const drawn = irises === 'drawn';
  const picture = drawn ? paintEyes(head, shipped, { iris, sclera: null, size }) : shipped;
  const gazes = Array.from({ length: views }, (): EyesGaze => {
    const yaw = gazeDegrees * DEGREE * (2 * random.uniform() - 1);
    const pitch = UPWARDS * gazeDegrees * DEGREE * (2 * random.uniform() - 1);
    return gazeDegrees === 0 ? { left: AHEAD, right: AHEAD } : { left: { yaw, pitch }, right: { yaw, pitch } };
  });
  return { eyes: { ...eyeColors(head, picture), gazes, irisRadius: (drawn ? size : 1) * IRIS_RADIUS }, picture };
}

/** A head whose eyes look somewhere. @param rest [V, 3] mm; the head's, then what it wears @returns [V, 3] */
export function lookingPositions(head: HeadModel, rest: ArrayLike<number>, gaze: EyesGaze): Float64Array {
  const positions = new Float64Array(rest.length);
  positions.set(rest);
  turnEyeballs(head, gaze, positions);
  return positions;
}
