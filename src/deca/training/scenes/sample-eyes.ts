import type { Random } from '../../../geometry/random.ts';
import type { EyesGaze } from '../../../head/anatomy/eyes/eyeballs.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { LinearImage } from '../../../image/image.ts';
import { IRIS_COLORS, paintEyes } from '../../../render/texture/eye-texture.ts';
import { limitedNormal } from './sample-face.ts';

const DEGREE = Math.PI / 180;
const YAW_SIGMA = 13 * DEGREE;
const YAW_LIMIT = 30 * DEGREE;
const PITCH_SIGMA = 7 * DEGREE;
const PITCH_LIMIT = 20 * DEGREE;
/** How far each eye turns in, beside where both look. */
const VERGENCE = 2 * DEGREE;
/** How much of its closure an upper lid makes where an eye looks down as far as it goes. */
const LID_SHARE = 0.45;
const SIZE_RANGE = 0.08;

/** Where both eyes look. */
export function sampleGaze(random: Random): EyesGaze {
  const yaw = limitedNormal(random, YAW_SIGMA, YAW_LIMIT);
  const pitch = limitedNormal(random, PITCH_SIGMA, PITCH_LIMIT);
  const vergence = VERGENCE * random.uniform();
  return { left: { yaw: yaw - vergence, pitch }, right: { yaw: yaw + vergence, pitch } };
}

/** Upper lids go down with eyes that look down, in place. @param expression coefficients */
export function lowerLids(head: HeadModel, { left, right }: EyesGaze, expression: Float64Array): void {
  for (const [side, { pitch }] of Object.entries({ left, right })) {
    const k = head.expressions.names.indexOf(`eye-${side}-closure`);
    if (k >= 0) expression[k] = Math.max(expression[k], (LID_SHARE * Math.max(0, -pitch)) / PITCH_LIMIT);
  }
}

/** A person's irises: colours of people's and what lies between, a little larger or smaller. */
export function sampleEyes(head: HeadModel, shipped: LinearImage, random: Random): LinearImage {
  const pick = (): (typeof IRIS_COLORS)[number] => IRIS_COLORS[Math.floor(random.uniform() * IRIS_COLORS.length)];
  const [one, other] = [pick(), pick()];
  const share = random.uniform();
  const iris = one.map((x, c) => x + share * (other[c] - x)) as [number, number, number];
  return paintEyes(head, shipped, { iris, sclera: null, size: 1 + SIZE_RANGE * (2 * random.uniform() - 1) });
}
